import { constants, inflateRawSync } from "node:zlib";
import type { Inflate } from "../containers/budget.ts";

/** Raw deflate by Node's zlib. */
export const inflate: Inflate = (bytes, most) => {
  try {
    // `info` gives the engine too, which knows how much it read; Node's types do not say so
    const result: unknown = inflateRawSync(bytes, {
      maxOutputLength: Math.max(1, most),
      finishFlush: constants.Z_SYNC_FLUSH,
      info: true,
    });
    return isInflated(result) ? { bytes: result.buffer, read: result.engine.bytesWritten } : "damaged";
  } catch (error) {
    return error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE"
      ? "over"
      : "damaged";
  }
};

interface Inflated {
  buffer: Buffer;
  engine: { bytesWritten: number };
}

function isInflated(result: unknown): result is Inflated {
  return typeof result === "object" && result !== null && "buffer" in result && "engine" in result;
}
