import { BottleError } from "../errors.ts";

/** An error as a log may have it: by its code alone, unless it is ours, for what others write may quote what they were given. */
export function failureFacts(error: unknown): Record<string, unknown> {
  if (error instanceof BottleError) return { code: error.code, message: error.message, hint: error.hint };
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  return { code: code ?? (error instanceof Error ? error.name : "unknown") };
}
