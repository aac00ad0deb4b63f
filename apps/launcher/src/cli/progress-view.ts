import type { Context } from "./context.ts";
import { liveProgress, plainProgress, type ProgressView } from "./progress.ts";

/** Progress as this terminal can show it: drawn in place, or plain lines for pipes and logs. */
export function progressView(context: Context): ProgressView {
  const view = {
    write: (text: string) => context.err(text),
    now: () => context.now(),
    columns: () => context.terminal.columns(),
  };
  return context.terminal.live ? liveProgress(view) : plainProgress(view);
}
