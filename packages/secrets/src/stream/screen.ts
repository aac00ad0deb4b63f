import type { Detection } from "../detection.ts";
import { KNOWN_VALUE, type KnownValues } from "../known/known-values.ts";
import type { KnownStream } from "../known/known-stream.ts";
import type { NativeRule } from "../rules/native-rule.ts";
import { NativeStream } from "./native-stream.ts";
import type { NativeTable } from "./native-table.ts";

/** What one more chunk of a stream showed; all places count from the beginning of that chunk. */
export interface ScreenView {
  /** In order; one that goes on where a chunk ended may be told again, longer. */
  detections: Detection[];
  /** From here on the end could become a finding; the chunk's length where nothing could. */
  openFrom: number;
}

/** What must not leave: the bottle's own values, and tokens outside of their audience. Compiled once. */
export class Screen {
  readonly #known: KnownValues;
  readonly #table: NativeTable;

  constructor(known: KnownValues, tokens: NativeTable) {
    this.#known = known;
    this.#table = tokens;
  }

  /** Looks at what is sent to a host, chunk by chunk; null: to none, so that every token is a finding. */
  stream(host: string | null): ScreenStream {
    return new ScreenStream(this.#known.stream(), new NativeStream(this.#table, host));
  }

  /** Looks at a whole text that is sent to a host. */
  find(bytes: Uint8Array, host: string | null): Detection[] {
    const stream = this.stream(host);
    const { detections } = stream.push(bytes);
    for (const { secret, ...rest } of stream.end()) {
      const place = { start: secret.start + bytes.length, end: secret.end + bytes.length };
      detections.push({ ...rest, secret: place, match: place });
    }
    return detections;
  }
}

/** One stream on its way out. Cutting it elsewhere changes no finding; what it remembers is bounded. */
export class ScreenStream {
  readonly #known: KnownStream;
  readonly #native: NativeStream;

  constructor(known: KnownStream, native: NativeStream) {
    this.#known = known;
    this.#native = native;
  }

  /** Of a chunk that can wait: `openFrom` says which part of it should. */
  push(chunk: Uint8Array): ScreenView {
    return this.#look(chunk, false);
  }

  /** Of a chunk that goes as it is or not at all: also what is a token only if nothing more follows. */
  inspect(chunk: Uint8Array): Detection[] {
    return this.#look(chunk, true).detections;
  }

  #look(chunk: Uint8Array, goesNow: boolean): ScreenView {
    const known = this.#known.push(chunk);
    const native = this.#native.push(chunk, goesNow);
    return {
      detections: inOrder([...known.hits.map(ofKnown), ...native.hits.map(ofNative)]),
      openFrom: Math.min(known.openFrom, native.openFrom),
    };
  }

  /** The end of the stream; places count from it backwards. */
  end(): Detection[] {
    return inOrder([...this.#known.end().map(ofKnown), ...this.#native.end().map(ofNative)]);
  }
}

interface Place {
  start: number;
  end: number;
}

const inOrder = (detections: Detection[]): Detection[] =>
  detections.length < 2 ? detections : detections.toSorted((a, b) => a.secret.start - b.secret.start);

const ofKnown = ({ name, start, end }: Place & { name: string }): Detection => ({
  ruleId: KNOWN_VALUE,
  kind: "known",
  name,
  secret: { start, end },
  match: { start, end },
  tags: [],
});

const ofNative = ({ rule, start, end }: Place & { rule: NativeRule }): Detection => ({
  ruleId: rule.id,
  kind: "native",
  name: rule.description,
  secret: { start, end },
  match: { start, end },
  tags: [],
});
