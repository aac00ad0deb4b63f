const HEREDOCS = new Set(["ADD", "COPY", "RUN"]);
const ESCAPE = /^#\s*escape\s*=\s*`\s*$/i;
const HEREDOC = /<<(-?)(["']?)([A-Za-z_][A-Za-z0-9_]*)\2/g;

export interface Instruction {
  /** Counted from 1. */
  line: number;
  name: string;
  /** Without the continuation marks. */
  rest: string;
}

interface DockerfileRead {
  instructions: Instruction[];
  problems: DockerfileProblem[];
}

export interface DockerfileProblem {
  line: number;
  message: string;
}

/** Joins continued lines, passes over comments and takes here-documents in. */
export function dockerfileInstructions(rows: readonly string[]): DockerfileRead {
  const escape = ESCAPE.test(rows[0] ?? "") ? "`" : "\\";
  const read: DockerfileRead = { instructions: [], problems: [] };
  const isNothing = (row: string): boolean => /^\s*(?:#|$)/.test(row);
  let at = 0;
  while (at < rows.length) {
    const start = at;
    let text = rows[at] ?? "";
    at += 1;
    if (isNothing(text)) continue;
    while (text.trimEnd().endsWith(escape)) {
      while (at < rows.length && isNothing(rows[at] ?? "")) at += 1;
      if (at >= rows.length) {
        read.problems.push({ line: start + 1, message: "the last line of this instruction is missing" });
        return read;
      }
      text = `${text.trimEnd().slice(0, -1)} ${rows[at] ?? ""}`;
      at += 1;
    }
    const [, word = "", rest = ""] = /^\s*(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
    const name = word.toUpperCase();
    read.instructions.push({ line: start + 1, name, rest: rest.trim() });
    if (!HEREDOCS.has(name)) continue;
    for (const [, dash, , word = ""] of rest.matchAll(HEREDOC)) {
      const end = rows.findIndex(
        (row, index) => index >= at && (dash === "-" ? row.replace(/^\t+/, "") : row) === word,
      );
      if (end === -1) {
        read.problems.push({ line: start + 1, message: `the here-document "${word}" has no end` });
        return read;
      }
      at = end + 1;
    }
  }
  return read;
}
