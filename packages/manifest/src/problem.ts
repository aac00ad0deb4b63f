import { BottleError, type ErrorCode } from "@claude-bottle/shared";

/** One thing wrong in one file; a file's problems are reported together. */
export interface Problem {
  file: string;
  /** Counted from 1; null where the text gives no position. */
  line: number | null;
  message: string;
  /** What to do about it, as an imperative. */
  hint: string | null;
}

/** `file:line: message`, the hint indented below it. */
export function formatProblem(problem: Problem): string {
  const place = problem.line === null ? problem.file : `${problem.file}:${problem.line}`;
  const hint = problem.hint === null ? "" : `\n  ${problem.hint.replaceAll("\n", "\n  ")}`;
  return `${place}: ${problem.message}${hint}`;
}

/** One error that carries every problem, below a headline that says what could not be done. */
export function problemsError(code: ErrorCode, headline: string, problems: readonly Problem[]): BottleError {
  return new BottleError(code, [headline, ...problems.map(formatProblem)].join("\n"), {
    hint: "Correct the lines above and run: claude-bottle validate",
  });
}
