import { watch } from "node:fs";

/**
 * Tells of changes in a directory, where the file system tells of them: over some mounts it does not, and the machine
 * may have no more watches to give.
 */
export function watchDirectory(directory: string, onChange: () => void): Disposable {
  try {
    const watcher = watch(directory, { persistent: false }, onChange);
    watcher.on("error", () => watcher.close());
    return { [Symbol.dispose]: () => watcher.close() };
  } catch {
    return { [Symbol.dispose]: () => undefined };
  }
}
