import { expect, test } from "vitest";
import type { FileScan, FoundSecret, ScannedFile } from "../core/push-scanner.ts";
import { scannerInThread } from "../testing/known-value-scanner.ts";
import { CANARY, startWorld, type World } from "../testing/world.ts";

const FINGERPRINT = "known-value:CANARY";

async function ask(world: World, fingerprint: string): Promise<{ status: number; body: string }> {
  const response = await fetch(new URL(`/findings/${fingerprint}`, world.url));
  return { status: response.status, body: await response.text() };
}

test("a fingerprint is known once a push was refused for it, and nothing more is told of it", async () => {
  await using world = await startWorld();
  const copy = await world.clone("work");
  const unknown = await ask(world, encodeURIComponent(FINGERPRINT));
  expect(unknown).toEqual({ status: 404, body: "" });
  await copy.commit("a.txt", CANARY);
  expect((await copy.git("push", "origin", "main")).text).toContain(`fingerprint ${FINGERPRINT}`);
  for (const spelling of [FINGERPRINT, encodeURIComponent(FINGERPRINT)])
    expect(await ask(world, spelling)).toEqual({ status: 204, body: "" });
  await world.restart();
  expect(await ask(world, FINGERPRINT)).toEqual(unknown);
});

test("a value in a push option counts as well, one that was let through does not", async () => {
  await using world = await startWorld({ waivers: ["known-value:OTHER"] });
  const copy = await world.clone("work");
  await copy.commit("a.txt", "fine");
  await copy.git("push", `--push-option=${CANARY}`, "origin", "main");
  expect(await ask(world, FINGERPRINT)).toMatchObject({ status: 204 });
  expect(await ask(world, "known-value:OTHER")).toMatchObject({ status: 404 });
});

test("what is no fingerprint is not known, and is not said back", async () => {
  await using world = await startWorld();
  const copy = await world.clone("work");
  await copy.commit("a.txt", CANARY);
  await copy.git("push", "origin", "main");
  const longest = encodeURIComponent("~".repeat(200)).replaceAll("~", "%7e");
  for (const known of [
    "",
    ".",
    "%00",
    "%2e%2e",
    "a/b",
    "a%2fb",
    longest,
    "x".repeat(700),
    `${FINGERPRINT}%0a`,
    "*",
  ])
    expect({ known, ...(await ask(world, known)) }).toMatchObject({ known, status: 404 });
  for (const broken of ["%", "%zz"]) expect(await ask(world, broken)).toMatchObject({ status: 400 });
  const posted = await fetch(new URL(`/findings/${FINGERPRINT}`, world.url), { method: "POST" });
  expect(posted.status).toBe(404);
});

test("of a push with very many findings those count that its client was told, and the last ones of very many pushes", async () => {
  const found = (value: number): FoundSecret => ({
    ruleId: "numbered",
    file: "a.txt",
    line: 1,
    column: 1,
    fingerprint: `numbered:${value}`,
    redacted: "",
  });
  const begin = ({ name }: ScannedFile): FileScan => ({
    add: () => undefined,
    end: () => ({
      kind: "scanned",
      findings: name === "a.txt" ? Array.from({ length: 50 }, (_, n) => found(n)) : [],
      unread: [],
    }),
  });
  const scanner = scannerInThread({ begin }, { configuration: "", mayShow: () => true });
  await using world = await startWorld({ scanner });
  const copy = await world.clone("work");
  await copy.commit("a.txt", "x");
  const { text } = await copy.git("push", "origin", "main");
  expect(await ask(world, "numbered:0")).toMatchObject({ status: 204 });
  for (let value = 0; value < 50; value += 1)
    expect(world.running.gate.hasRefused(`numbered:${value}`)).toBe(
      new RegExp(`fingerprint numbered:${value}\\s`).test(text),
    );

  const [entry] = world.running.gate.pushes;
  if (entry === undefined) throw new Error("There was no push");
  for (let push = 0; push < 2_000; push += 1) {
    const findings = Array.from({ length: 20 }, (_, n) => ({ ...found(100 + push * 20 + n), commit: null }));
    world.running.gate.record({ ...entry, findings });
  }
  expect(await ask(world, "numbered:0")).toMatchObject({ status: 404 });
  expect(await ask(world, "numbered:40099")).toMatchObject({ status: 204 });
});
