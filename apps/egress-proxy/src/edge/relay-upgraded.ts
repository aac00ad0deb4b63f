import { echoMask, outgoingScreen, refuseFinding, type Finding, type Refusal } from "@claude-bottle/policy";
import { Transform, type Duplex } from "node:stream";
import { RefusedError } from "./refused-error.ts";
import type { UpgradeAnswer, UpgradeExchange } from "./upgrade.ts";
import { FrameReader } from "./websocket-frames.ts";

const LINGER_MS = 1_000;
/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const POLICY_VIOLATION = 1008;
const LONGEST_REASON = 123;

function closeFrame({ message }: Refusal): Buffer {
  const reason = Buffer.from(message, "latin1").subarray(0, LONGEST_REASON);
  const head = Buffer.from([0x88, 2 + reason.length, POLICY_VIOLATION >> 8, POLICY_VIOLATION & 0xff]);
  return Buffer.concat([head, reason]);
}

/** Masks what comes back; the length of every frame stays true, for a mask is as long as what it hides. */
class Down extends Transform {
  readonly #exchange: UpgradeExchange;
  readonly #filter: ReturnType<typeof echoMask> | null;
  readonly #frames = new FrameReader();

  constructor(exchange: UpgradeExchange, mask: boolean) {
    super();
    this.#exchange = exchange;
    this.#filter = mask ? echoMask(exchange.live) : null;
  }

  override _transform(chunk: Buffer, _: unknown, done: () => void): void {
    const out = this.#filter === null ? chunk : Buffer.from(this.#filter.push(chunk));
    this.#frames.push(out);
    this.#emit(out);
    done();
  }

  override _flush(done: () => void): void {
    this.#emit(this.#filter?.flush() ?? new Uint8Array(0));
    done();
  }

  /** Ends with a close frame; without one where upstream stopped within a frame. */
  refuse(refusal: Refusal): void {
    if (this.#frames.isBetween) this.#emit(closeFrame(refusal));
    this.push(null);
  }

  #emit(bytes: Uint8Array): void {
    this.#exchange.entry.bytesOut += bytes.length;
    if (bytes.length > 0) this.push(bytes);
  }
}

/** Looks into the frames that the agent sends; one that must not leave ends the connection before it does. */
function screening({ live, plan, entry }: UpgradeExchange): Transform {
  const frames = new FrameReader();
  const messages = outgoingScreen(live, plan);
  // Apart, for one between two fragments of a message would hide what the two say together.
  const controls = outgoingScreen(live, plan);
  const noteWarning = ({ rule }: Finding): void => {
    entry.rule = rule;
    entry.verdict = "warn";
  };
  return new Transform({
    transform(chunk: Buffer, _, done) {
      entry.bytesIn += chunk.length;
      for (const { raw, payload, isControl } of frames.push(chunk)) {
        const screen = isControl ? controls : messages;
        const [finding] = payload.length === 0 ? [] : screen.inspect(payload);
        if (finding !== undefined && screen.blocks) {
          done(new RefusedError(refuseFinding(plan, finding)));
          return;
        }
        if (finding !== undefined) noteWarning(finding);
        this.push(raw);
      }
      done();
    },
  });
}

/** Lets frames flow both ways until either side ends, or the agent sends what must not leave. */
function join(exchange: UpgradeExchange, upstream: Duplex, down: Down): void {
  const { socket, entry } = exchange;
  const up = screening(exchange);
  let isRefused = false;
  const end = (): void => {
    if (isRefused) return;
    for (const part of [socket, upstream, up]) part.destroy();
  };
  const refused = (refusal: Refusal): void => {
    isRefused = true;
    entry.rule = refusal.code;
    entry.verdict = "deny";
    upstream.unpipe(down);
    upstream.destroy();
    down.refuse(refusal);
    // What else comes is thrown away, so that the close frame arrives instead of a reset.
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once("close", () => clearTimeout(timer));
  };
  up.once("error", (error) => {
    if (error instanceof RefusedError) refused(error.refusal);
    else end();
  });
  for (const part of [socket, upstream]) {
    part.once("error", end);
    part.once("close", end);
  }
  upstream.pipe(down).pipe(socket);
  socket.pipe(up).pipe(upstream);
}

/** What follows the head of upstream's answer: the frames of a WebSocket, or the body of another answer. */
export function relayUpgraded(exchange: UpgradeExchange, answer: UpgradeAnswer, mask: boolean): void {
  const { socket, head } = exchange;
  const down = new Down(exchange, mask);
  if (answer.switched === null) {
    answer.response.once("error", () => socket.destroy());
    answer.response.pipe(down).pipe(socket);
    return;
  }
  const upstream = answer.switched.socket;
  if (answer.switched.head.length > 0) upstream.unshift(answer.switched.head);
  if (head.length > 0) socket.unshift(head);
  join(exchange, upstream, down);
}
