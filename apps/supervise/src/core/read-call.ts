/** The arguments of a call, as the client's schema admits them. */
export type CallArguments = Readonly<Record<string, string | undefined>>;

export type Call =
  /** To propose. */
  | { text: string; justification: string }
  /** To wait for an earlier proposal. */
  | { id: string }
  | { problem: string };

/** What a call of a proposal tool asks for; `argument` is the name of what it proposes. */
export function readCall(argument: string, given: CallArguments): Call {
  const id = given["proposal_id"];
  const justification = given["justification"];
  const text = given[argument];
  if (id !== undefined)
    return text === undefined && justification === undefined
      ? { id }
      : { problem: `Give either proposal_id alone, or ${argument} and justification` };
  if (text === undefined) return { problem: `Give ${argument}, or the proposal_id of an earlier call` };
  if (justification === undefined || justification.trim() === "")
    return {
      problem: "Give a justification: what you were doing, what was refused, why the task needs this",
    };
  return { text, justification };
}
