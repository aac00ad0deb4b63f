import { expect, test } from "vitest";
import { fingerprint } from "./fingerprint.ts";

test("F29 a fingerprint has the form that ssh-keygen and the forges' documents have", () => {
  expect(fingerprint(Buffer.from("abc"))).toBe("SHA256:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0");
});
