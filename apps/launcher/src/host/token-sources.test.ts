import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { deskWith } from "../testing/desk.ts";
import { environmentOf } from "./environment.ts";
import { hostTokenSources } from "./token-sources.ts";

const { signal } = new AbortController();

test("F38 F63 a credential comes from a variable, a file below ~, or what a command prints", async () => {
  await using desk = await deskWith();
  await writeFile(join(desk.root, "token"), "from-file\n");
  const sources = hostTokenSources({
    environment: environmentOf({ T: "from-variable" }),
    userHome: desk.root,
    signal,
  });
  expect(sources.variable("T")).toBe("from-variable");
  expect(await sources.file("~/token")).toBe("from-file\n");
  expect(await sources.command("printf 'from-%s' command")).toBe("from-command");
});

test("F38 a command that fails gives no credential, whatever it printed", async () => {
  const sources = hostTokenSources({ environment: environmentOf({}), userHome: "/", signal });
  await expect(sources.command("echo canary; exit 7")).rejects.toThrow("the command ended with 7");
});

test("a command that waits is ended by the operator's signal", async () => {
  const controller = new AbortController();
  const sources = hostTokenSources({
    environment: environmentOf({}),
    userHome: "/",
    signal: controller.signal,
  });
  const waiting = sources.command("exec sleep 60");
  controller.abort();
  await expect(waiting).rejects.toThrow("aborted");
});

test("F04 an empty variable counts as not set, and a name of the prototype is no variable", () => {
  const environment = environmentOf({ EMPTY: "" });
  expect([environment.host("EMPTY"), environment.host("toString"), environment.get("NO_COLOR")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
