import {
  decideLfsBatch,
  LFS_BATCH_LIMIT,
  outgoingScreen,
  refuse,
  refuseFinding,
  type Live,
  type OutgoingScreen,
  type RequestPlan,
} from "@claude-bottle/policy";
import type { IncomingMessage } from "node:http";
import { Readable, Transform } from "node:stream";
import { growthLimit, inflater } from "./inflate.ts";
import type { Entry } from "./log.ts";
import { RefusedError } from "./refused-error.ts";
import type { Times } from "./times.ts";

/** A body up to this size is screened as a whole before anything of its request leaves. */
const AHEAD_BYTES = 64 * 1024;

/** So much is screened in one turn of the event loop: a few milliseconds, in which nobody else is served. */
const TURN_BYTES = 256 * 1024;

/** One request of the agent, as far as its body is concerned. */
export interface Outgoing {
  live: Live;
  plan: RequestPlan;
  request: IncomingMessage;
  entry: Entry;
  times: Times;
}

/** Ties the life of `to` to that of `from` without ever destroying `from`, which the answer still needs. */
function feed<Next extends Transform>(from: Readable, to: Next): Next {
  from.pipe(to);
  from.once("error", (error) => to.destroy(error));
  from.once("close", () => {
    if (!from.readableEnded) to.destroy(Object.assign(new Error("client gone"), { code: "ECONNRESET" }));
  });
  to.once("close", () => from.unpipe(to));
  return to;
}

function counted({ request, entry, times }: Outgoing): Transform {
  const silent = refuse("timeout", { what: "Nothing more of the body came", fix: "Send the request again" });
  const timer = setTimeout(() => {
    // Where upstream holds the body back, or all of it came, it is not the agent who is silent.
    if (request.complete || counter.writableNeedDrain) timer.refresh();
    else counter.destroy(new RefusedError(silent));
  }, times.silence).unref();
  const counter = new Transform({
    transform(chunk: Buffer, _, done) {
      entry.bytesIn += chunk.length;
      timer.refresh();
      done(null, chunk);
    },
  });
  counter.once("close", () => clearTimeout(timer));
  return feed(request, counter);
}

async function lfsBatch(source: Readable): Promise<Readable> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LFS_BATCH_LIMIT) {
      const what = `A request for large files is longer than ${LFS_BATCH_LIMIT} bytes`;
      throw new RefusedError(refuse("body-too-large", { what, fix: "Ask for fewer files at a time" }));
    }
  }
  const body = Buffer.concat(chunks);
  const refusal = decideLfsBatch(body);
  if (refusal !== null) throw new RefusedError(refusal);
  return Readable.from([body]);
}

/** Screens a body as it flows; `ahead` is called once that many bytes of it were looked at, or all. */
function screened(
  { plan, entry }: Outgoing,
  screen: OutgoingScreen,
  ahead: { bytes: number; reached(): void },
): Transform {
  let seen = 0;
  let inTurn = 0;
  const look = ({ pass, findings }: ReturnType<OutgoingScreen["push"]>): Uint8Array => {
    const [finding] = findings;
    if (finding !== undefined) {
      if (screen.blocks) throw new RefusedError(refuseFinding(plan, finding));
      entry.verdict = "warn";
      entry.rule = finding.rule;
    }
    return pass;
  };
  return new Transform({
    readableHighWaterMark: 2 * AHEAD_BYTES,
    transform(chunk: Buffer, _, done) {
      try {
        const pass = look(screen.push(chunk));
        seen += chunk.length;
        if (seen >= ahead.bytes) ahead.reached();
        inTurn += chunk.length;
        const next = (): void => done(null, pass.length > 0 ? pass : undefined);
        if (inTurn < TURN_BYTES) next();
        else {
          inTurn = 0;
          setImmediate(next);
        }
      } catch (error) {
        done(error instanceof Error ? error : new Error("screen"));
      }
    },
    flush(done) {
      try {
        const pass = look(screen.flush());
        ahead.reached();
        done(null, pass.length > 0 ? pass : undefined);
      } catch (error) {
        done(error instanceof Error ? error : new Error("screen"));
      }
    },
  });
}

export const isEmpty = ({ body }: RequestPlan): boolean =>
  body.kind === "none" || (body.kind === "length" && body.bytes === 0);

/**
 * The body to send: inflated where planned, screened on its way. Resolves once its beginning may leave, with null
 * where there is none. @throws {RefusedError}
 */
export async function outgoingBody(outgoing: Outgoing): Promise<Readable | null> {
  const { live, plan, entry, request } = outgoing;
  if (isEmpty(plan)) {
    request.resume();
    return null;
  }
  let source: Readable = counted(outgoing);
  if (plan.inflate !== null) {
    const inflating = inflater(plan.inflate);
    const limit = growthLimit(() => entry.bytesIn);
    source.pipe(inflating).pipe(limit);
    source.once("error", (error) => inflating.destroy(error));
    inflating.once("error", (error) => limit.destroy(inflateError(error)));
    limit.once("close", () => inflating.destroy());
    source = limit;
  }
  if (plan.lfsBatch) source = await lfsBatch(source);
  const whole = plan.body.kind === "length" && plan.inflate === null ? plan.body.bytes : 1;
  return await new Promise((resolve, reject) => {
    const body: Transform = screened(outgoing, outgoingScreen(live, plan), {
      bytes: Math.min(whole, AHEAD_BYTES),
      reached: () => resolve(body),
    });
    body.once("error", reject);
    feed(source, body);
  });
}

function inflateError(error: Error): Error {
  if (error instanceof RefusedError || ("code" in error && error.code === "ECONNRESET")) return error;
  const what = "The body is not in the coding that its Content-Encoding names";
  return new RefusedError(refuse("content-coding", { what, fix: "Send it without content coding" }), error);
}
