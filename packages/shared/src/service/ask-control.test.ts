import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { askControl } from "./ask-control.ts";
import { controlServer } from "./control-server.ts";

async function startControl() {
  const app = controlServer(1024 * 1024);
  app.put("/echo", (request) => ({ got: request.body }));
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
