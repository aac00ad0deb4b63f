import type { Context } from "../context.ts";

export const tokenRefsFlag = {
  "token-refs": {
    type: "string",
    value: "NAME,…",
    summary:
      "Credentials that may go where the change sends them, though no manifest named them for this bottle",
  },
} as const;

/** References that the operator gives by the flag, or types now. */
export async function typedReferences(
  mustType: readonly string[],
  flag: string | undefined,
  { terminal }: Context,
): Promise<string[]> {
  const typed = (flag ?? "").split(",").map((name) => name.trim());
  if (!terminal.interactive) return typed;
  for (const reference of mustType) {
    if (typed.includes(reference)) continue;
    const question = `No manifest names the credential "${reference}". Type it to hand it out: `;
    typed.push((await terminal.question(question, new AbortController().signal)).trim());
  }
  return typed;
}
