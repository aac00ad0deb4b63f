/** What several sources give, as it comes. */
export async function* asTheyCome<T>(sources: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const next = (source: AsyncGenerator<T>) => {
    const coming = source.next().then((result) => ({ source, result }));
    // A reader that has had enough waits for none of these any more
    coming.catch(() => undefined);
    return coming;
  };
  const pending = new Map(sources.map((source) => [source, next(source)]));
  while (pending.size > 0) {
    const { source, result } = await Promise.race(pending.values());
    if (result.done === true) {
      pending.delete(source);
      continue;
    }
    pending.set(source, next(source));
    yield result.value;
  }
}
