/** What became of an attempt to put a target in force. */
export type Applied =
  | {
      ok: true;
      /** What the operator does next; null: nothing. */
      next: string | null;
    }
  | {
      ok: false;
      reason: string;
      hint: string | null;
      /** Nobody could tell whether it is in force: whoever comes next looks again. */
      inDoubt: boolean;
    };

export const notApplied = (reason: string, hint: string | null = null): Applied => ({
  ok: false,
  reason,
  hint,
  inDoubt: false,
});

export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
