import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isHealthy } from "./is-healthy.ts";

async function startSocket(
  onConnection: (socket: Socket) => void,
): Promise<AsyncDisposable & { path: string }> {
  const path = join(tmpdir(), `healthy-${randomUUID()}.sock`);
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.resume();
    onConnection(socket);
  });
  server.listen(path);
  await once(server, "listening");
  return {
    path,
    [Symbol.asyncDispose]: async () =>
      await new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

test.for([
  ["says so", (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n"), true],
  [
    "says so piece by piece",
    (socket: Socket) => ["HTTP", "/1.1 20", "0 OK\r\n\r\n"].map((part) => socket.write(part)),
    true,
  ],
  [
    "says that it is not",
    (socket: Socket) => socket.end("HTTP/1.1 500 Internal Server Error\r\n\r\n"),
    false,
  ],
  ["hangs up", (socket: Socket) => socket.end(), false],
  ["says nothing", () => {}, false],
] as const)("a proxy that %s", async ([, answer, expected]) => {
  await using server = await startSocket((socket) => void answer(socket));
  expect(await isHealthy(server.path, 200)).toBe(expected);
});

test("no proxy at all", async () => {
  expect(await isHealthy("/nowhere/control.sock")).toBe(false);
});
