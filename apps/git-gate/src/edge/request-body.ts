import type { IncomingMessage } from "node:http";
import { createGunzip } from "node:zlib";

/** The body of a request, unpacked as it is read; null: it is packed in a way that the gate does not know. */
export function requestBody(request: IncomingMessage): AsyncIterator<Buffer> | null {
  const coding = request.headers["content-encoding"]?.trim().toLowerCase();
  if (coding === undefined || coding === "identity") return iterate(request);
  if (coding !== "gzip" && coding !== "x-gzip") return null;
  const unpacked = createGunzip();
  request.once("error", (error) => unpacked.destroy(error));
  request.once("aborted", () => unpacked.destroy(new Error("the client went away")));
  return iterate(request.pipe(unpacked));
}

const iterate = (stream: AsyncIterable<Buffer>): AsyncIterator<Buffer> => stream[Symbol.asyncIterator]();
