import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { askControl } from "./ask-control.ts";
import { controlServer } from "./control-server.ts";

async function startControl() {
  const app = controlServer(1024 * 1024);
  app.put("/echo", (request) => ({ got: request.body }));
  app.get("/late", async () => {
    await setImmediate();
    return { status: "late" };
  });
  app.get("/text", (_, reply) => reply.type("text/plain").send("plain"));
  app.post("/nothing", (_, reply) => reply.code(204).send());
  const path = join(tmpdir(), `ask-${randomUUID()}.sock`);
  await app.listen({ path });
  return { path, [Symbol.asyncDispose]: () => app.close() };
}

test.for([
  [
    { method: "PUT", path: "/echo", body: { long: "x".repeat(300_000) } },
    { status: 200, body: { got: { long: "x".repeat(300_000) } } },
  ],
  [
    { method: "GET", path: "/healthz" },
    { status: 200, body: { status: "ok" } },
  ],
  [
    { method: "GET", path: "/late" },
    { status: 200, body: { status: "late" } },
  ],
  [
    { method: "GET", path: "/text" },
    { status: 200, body: "plain" },
  ],
  [
    { method: "POST", path: "/nothing" },
    { status: 204, body: "" },
  ],
])("what stands on stdin is asked, and the answer is one document: %#", async ([question, answer]) => {
  await using control = await startControl();
  const said: string[] = [];
  const half = JSON.stringify(question).length / 2;
  async function* stdin(): AsyncGenerator<Buffer> {
    const bytes = Buffer.from(JSON.stringify(question));
    yield bytes.subarray(0, half);
    yield bytes.subarray(half);
  }
  await askControl(control.path, { stdin: stdin(), write: (text) => void said.push(text) });
  expect(JSON.parse(said.join(""))).toEqual(answer);
});

test("requests that come one after the other are answered line by line, in order, until stdin ends", async () => {
  await using control = await startControl();
  const said: string[] = [];
  const bodies = ["a\nb", { n: 1 }, "\u2028"];
  const lines = bodies.map((body) => `${JSON.stringify({ method: "PUT", path: "/echo", body })}\n`);
  async function* stdin(): AsyncGenerator<Buffer> {
    yield Buffer.from(lines.join(""));
  }
  await askControl(control.path, {
    stdin: stdin(),
    write: (text) => void said.push(text),
  });
  expect(said.every((line) => line.indexOf("\n") === line.length - 1)).toBe(true);
  expect(said.map((line) => JSON.parse(line).body)).toEqual(bodies.map((got) => ({ got })));
});
