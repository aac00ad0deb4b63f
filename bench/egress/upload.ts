import { once } from "node:events";
import { createResponseReader } from "./response-reader.ts";
import { ITEMS_PATH, postHead, prompt } from "./requests.ts";
import type { Target } from "./target.ts";
import { openTunnel } from "./tunnel.ts";

const CHUNK = 1024 * 1024;

/** Megabytes a second of one long body on one connection, its answer included. */
export async function upload(target: Target, megabytes: number): Promise<number> {
  const socket = await openTunnel(target);
  try {
    const read = createResponseReader();
    const answered = new Promise<number>((resolve, reject) => {
      socket.on("data", (chunk: Buffer) => {
        const status = read(chunk);
        if (status !== null) resolve(status);
      });
      socket.once("close", () => reject(new Error(`${target.name} ended the upload`)));
    });
    const chunk = prompt(CHUNK);
    const start = performance.now();
    socket.write(postHead(ITEMS_PATH, target.token, megabytes * CHUNK));
    for (let sent = 0; sent < megabytes; sent += 1)
      if (!socket.write(chunk)) await Promise.race([once(socket, "drain"), answered]);
    const status = await answered;
    if (status !== 200) throw new Error(`An upload through ${target.name} was answered with ${status}`);
    return (megabytes * CHUNK) / 1000 / (performance.now() - start);
  } finally {
    socket.destroy();
  }
}
