/**
 * The same action for many callers, one run at a time: whoever comes while it runs gets a further run, which all of them
 * share, as the one that runs may have looked before they came.
 */
export function coalesce(action: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  let queued: Promise<void> | null = null;
  return () => {
    if (queued !== null) return queued;
    const run = async (): Promise<void> => {
      queued = null;
      await action();
    };
    queued = last.then(run, run);
    last = queued;
    return queued;
  };
}
