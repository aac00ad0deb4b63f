const HEAD_END = Buffer.from("\r\n\r\n");

/** Status of a whole response with a length, or null while more bytes are needed. */
export type ResponseReader = (chunk: Buffer) => number | null;

/**
 * Reads the responses of one connection, one at a time: a client that measures thousands of requests a second
 * must cost less than what it measures. Throws a SyntaxError for a response without Content-Length.
 */
export function createResponseReader(): ResponseReader {
  let kept: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const bytes = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    const end = bytes.indexOf(HEAD_END);
    if (end === -1) {
      kept = bytes;
      return null;
    }
    const head = bytes.toString("latin1", 0, end);
    const length = /\r\ncontent-length:[ \t]*(\d+)/i.exec(head)?.[1];
    if (length === undefined) throw new SyntaxError(`No Content-Length in: ${head}`);
    const size = end + HEAD_END.length + Number(length);
    if (bytes.length < size) {
      kept = bytes;
      return null;
    }
    kept = bytes.subarray(size);
    return Number(head.slice(9, 12));
  };
}
