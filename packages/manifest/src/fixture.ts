import { readLibrary, type Library, type SourceFile } from "./library.ts";
import { formatProblem } from "./problem.ts";

/** A file of the home with this front matter. */
export function file(kind: SourceFile["kind"], name: string, keys: string): SourceFile {
  return { path: `/home/${kind}s/${name}.md`, text: `---\n${keys}\n---\n`, kind, origin: "home" };
}

export function withBody(source: SourceFile, body: string): SourceFile {
  return { ...source, text: source.text + body };
}

export function inCwd(source: SourceFile): SourceFile {
  return { ...source, path: source.path.replace("/home", "/repo/.claude-bottle"), origin: "cwd" };
}

/** The problems of a single bottle with these keys, as a person sees them. */
export function bottleProblems(keys: string): string[] {
  return shown(readLibrary([file("bottle", "b", keys)]));
}

export function agentProblems(keys: string): string[] {
  return shown(readLibrary([file("bottle", "b", ""), file("agent", "a", keys)]));
}

function shown(library: Library): string[] {
  return library.problems.map(formatProblem);
}
