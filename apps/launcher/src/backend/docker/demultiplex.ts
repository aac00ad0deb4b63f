import type { Readable } from "node:stream";

const HEADER_BYTES = 8;
const STDERR = 2;

export interface Frame {
  stream: "stdout" | "stderr";
  bytes: Buffer;
}

/** The engine's framed stream as its frames; a frame may come in parts, each part is passed on as it arrives. */
export async function* frames(source: Readable): AsyncGenerator<Frame> {
  let header = Buffer.alloc(0);
  let left = 0;
  let stream: Frame["stream"] = "stdout";
  for await (const chunk of source) {
    let rest: Buffer = chunk;
    while (rest.length > 0) {
      if (left === 0) {
        const wanted = HEADER_BYTES - header.length;
        header = Buffer.concat([header, rest.subarray(0, wanted)]);
        rest = rest.subarray(wanted);
        if (header.length < HEADER_BYTES) break;
        stream = header[0] === STDERR ? "stderr" : "stdout";
        left = header.readUInt32BE(4);
        header = Buffer.alloc(0);
        continue;
      }
      const bytes = rest.subarray(0, left);
      left -= bytes.length;
      rest = rest.subarray(bytes.length);
      yield { stream, bytes };
    }
  }
}

/** The lines of the framed stream, whichever of the two they came on. */
export async function* frameLines(
  source: Readable,
): AsyncGenerator<{ stream: Frame["stream"]; line: string }> {
  const open = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  for await (const { stream, bytes } of frames(source)) {
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      const line = Buffer.concat([...open[stream], bytes.subarray(start, end)]).toString();
      open[stream] = [];
      start = end + 1;
      yield { stream, line };
    }
    if (start < bytes.length) open[stream].push(bytes.subarray(start));
  }
  for (const stream of ["stdout", "stderr"] as const) {
    if (open[stream].length > 0) yield { stream, line: Buffer.concat(open[stream]).toString() };
  }
}
