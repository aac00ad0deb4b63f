import type { Context } from "./context.ts";

/** Only `y` and `yes`, in any case, are a yes. */
function isYes(answer: string): boolean {
  return /^y(?:es)?$/i.test(answer.trim());
}

export async function confirm(text: string, context: Context, signal?: AbortSignal): Promise<boolean> {
  return isYes(await context.terminal.question(`${text} [y/N] `, signal ?? new AbortController().signal));
}
