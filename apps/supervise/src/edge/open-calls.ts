import { z } from "zod";

/** https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/cancellation */
const cancellationSchema = z.looseObject({
  method: z.literal("notifications/cancelled"),
  params: z.looseObject({ requestId: z.union([z.string(), z.number()]) }),
});
const requestSchema = z.looseObject({ id: z.union([z.string(), z.number()]) });

/** A request that is being answered. */
export interface OpenCall extends Disposable {
  /** Aborted when its client no longer wants it. */
  gone: AbortController;
}

/**
 * Requests by their client's session and id. A client of the 2025 revisions that gives up on a request keeps the
 * connection and says so in a request of its own, which reaches another server than the one that it is about.
 */
export class OpenCalls {
  readonly #open = new Map<string, AbortController>();

  /** `session` is what the client was given when it introduced itself; null: nothing can be said about its requests. */
  begin(session: string | null, message: unknown): OpenCall {
    const gone = new AbortController();
    const id = requestSchema.safeParse(message).data?.id;
    if (session === null || id === undefined) return { gone, [Symbol.dispose]: () => {} };
    const key = JSON.stringify([session, id]);
    this.#open.set(key, gone);
    return {
      gone,
      [Symbol.dispose]: () => {
        if (this.#open.get(key) === gone) this.#open.delete(key);
      },
    };
  }

  /** Ends the request that a message calls off, if it is such a message. */
  cancel(session: string | null, message: unknown): void {
    const called = cancellationSchema.safeParse(message).data;
    if (session !== null && called !== undefined)
      this.#open.get(JSON.stringify([session, called.params.requestId]))?.abort();
  }
}
