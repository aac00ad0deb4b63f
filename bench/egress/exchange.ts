import type { TLSSocket } from "node:tls";
import { createResponseReader } from "./response-reader.ts";

const SILENT_FOR_MS = 10_000;

export interface Tally {
  served: number;
  /** Answers other than 200, and connections that ended or fell silent with a request under way. */
  failed: number;
}

/** Repeats a request on a connection, each after the answer to the one before, for as long as `more` says so. */
export function exchange(socket: TLSSocket, request: Buffer, more: () => boolean): Promise<Tally> {
  const tally: Tally = { served: 0, failed: 0 };
  const read = createResponseReader();
  return new Promise((resolve) => {
    const finish = (): void => {
      socket.removeAllListeners("data").off("close", lost).off("timeout", lost).setTimeout(0);
      resolve(tally);
    };
    const lost = (): void => {
      tally.failed += 1;
      finish();
      socket.destroy();
    };
    const answered = (chunk: Buffer): void => {
      const status = read(chunk);
      if (status === null) return;
      tally[status === 200 ? "served" : "failed"] += 1;
      if (more()) socket.write(request);
      else finish();
    };
    if (socket.destroyed) {
      lost();
      return;
    }
    socket.on("error", () => socket.destroy());
    socket.on("data", answered).once("close", lost).once("timeout", lost);
    socket.setTimeout(SILENT_FOR_MS);
    socket.write(request);
  });
}
