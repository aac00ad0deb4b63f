import { expect, test } from "vitest";
import { createResponseReader } from "./response-reader.ts";

const response = Buffer.from("HTTP/1.1 200 OK\r\ncontent-LENGTH: 5\r\nX: y\r\n\r\nhello");

test("a response is whole at its last byte, wherever it was cut", () => {
  for (let cut = 1; cut < response.length; cut += 1) {
    const read = createResponseReader();
    expect(read(response.subarray(0, cut))).toBeNull();
    expect(read(response.subarray(cut))).toBe(200);
  }
});

test("one response follows another on the same connection", () => {
  const read = createResponseReader();
  expect(read(response)).toBe(200);
  expect(read(Buffer.from("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"))).toBe(403);
});

test("a response without a length is an error rather than a wait", () => {
  const read = createResponseReader();
  expect(() => read(Buffer.from("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"))).toThrow(
    SyntaxError,
  );
});
