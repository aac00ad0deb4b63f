/**
 * The same action for many callers: whoever comes while it runs waits for one further run, which all of them share, as
 * what runs may have looked before they came.
 */
export function coalesce(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const run = (): Promise<void> => {
    const started = action().finally(() => {
      if (running === started) running = null;
    });
    running = started;
    return started;
  };
  return () => {
    if (running === null) return run();
    next ??= running.then(run, run).finally(() => {
      next = null;
    });
    return next;
  };
}
