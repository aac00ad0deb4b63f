/**
 * Starts tasks side by side and waits for all of them, also when one fails: nothing is still being made while the rest
 * is undone. The first failure aborts the others.
 */
export async function together<T>(
  outer: AbortSignal,
  start: (signal: AbortSignal) => Promise<T>[],
): Promise<T[]> {
  const failure = new AbortController();
  const tasks = start(AbortSignal.any([outer, failure.signal]));
  const all = Promise.all(tasks).catch((error: unknown) => {
    failure.abort(error);
    throw error;
  });
  await Promise.allSettled([...tasks, all]);
  return await all;
}

/** Rejects with the signal's reason when it aborts before the work is done. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
