import { BottleError } from "@claude-bottle/shared";

const statuses = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Interrupting = keyof typeof statuses;
const signals = Object.keys(statuses) as Interrupting[];

/** The operator's wish to stop. While one is held, a signal ends nothing by itself. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
  /** What a shell expects of a program that such a signal ended; null before any. */
  status(): number | null;
}

interface SignalSource {
  on(signal: Interrupting, listener: (signal: Interrupting) => void): unknown;
  off(signal: Interrupting, listener: (signal: Interrupting) => void): unknown;
}

/** The first signal aborts; each further one is answered with `again` only, so that a teardown runs to its end. */
export function listenForSignals(source: SignalSource, again: () => void): Interruption {
  const controller = new AbortController();
  let first: Interrupting | null = null;
  const listener = (signal: Interrupting): void => {
    if (first !== null) return again();
    first = signal;
    controller.abort(
      new BottleError("interrupted", `Interrupted by ${signal}`, { exitStatus: statuses[signal] }),
    );
  };
  for (const signal of signals) source.on(signal, listener);
  return {
    signal: controller.signal,
    status: () => (first === null ? null : statuses[first]),
    [Symbol.dispose]() {
      for (const signal of signals) source.off(signal, listener);
    },
  };
}

/** Rejects when the signal aborts; resolves or rejects with the work otherwise. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
