import type { Streams } from "../backend.ts";
import type { RunningExec } from "./engine-words.ts";

type Terminal = Pick<NonNullable<Streams["terminal"]>, "size" | "onResize">;

/**
 * Gives a command's terminal the size of this one, now and at each change, until it is ended. The engine carries out
 * requests in any order: one is made at a time, so that the last size is the one that stays.
 */
export function followSize({ resize }: Pick<RunningExec, "resize">, terminal: Terminal): () => void {
  let isWanted = false;
  let isAsking = false;
  const follow = async (): Promise<void> => {
    isWanted = true;
    if (isAsking) return;
    isAsking = true;
    while (isWanted) {
      isWanted = false;
      // A size that comes too late is replaced by the next one
      await resize(terminal.size()).catch(() => undefined);
    }
    isAsking = false;
  };
  const stop = terminal.onResize(() => void follow());
  void follow();
  return () => {
    isWanted = false;
    stop();
  };
}
