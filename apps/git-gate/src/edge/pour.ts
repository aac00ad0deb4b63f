import type { Writable } from "node:stream";
import { writeTo } from "./writable.ts";

/** A body longer than it may be. */
class BodyTooLong extends Error {}

/**
 * Pours a body into a stream and ends it. Where the stream closes first the rest is read all the same: a client that still
 * sends does not read. @throws {BodyTooLong}
 */
export async function pour(body: AsyncIterator<Buffer>, to: Writable, most: number): Promise<void> {
  let left = most;
  for (let next = await body.next(); next.done !== true; next = await body.next()) {
    left -= next.value.length;
    if (left < 0) throw new BodyTooLong("the request is too long");
    await writeTo(to, next.value);
  }
  to.end();
}

/** Reads a body that nobody wants, as far as that is reasonable. */
export async function drain(body: AsyncIterator<Buffer>, most: number): Promise<void> {
  let left = most;
  for (let next = await body.next(); next.done !== true && left > 0; next = await body.next())
    left -= next.value.length;
}
