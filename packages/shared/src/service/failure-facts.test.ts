import { expect, test } from "vitest";
import { BottleError } from "../errors.ts";
import { failureFacts } from "./failure-facts.ts";

test("an error of ours is told in full, any other by its code or its name alone", () => {
  const ours = new BottleError("config-invalid", "It has no form", { hint: "Give it one" });
  expect(failureFacts(ours)).toEqual({
    code: "config-invalid",
    message: "It has no form",
    hint: "Give it one",
  });
  const quoting = Object.assign(new Error("unexpected token in s3cret"), { code: "EPARSE" });
  expect(failureFacts(quoting)).toEqual({ code: "EPARSE" });
  expect(failureFacts(new TypeError("s3cret"))).toEqual({ code: "TypeError" });
  expect(failureFacts("s3cret")).toEqual({ code: "unknown" });
});
