/** https://docs.docker.com/reference/dockerfile/ */
const INSTRUCTIONS = new Set(
  `ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME
  WORKDIR`.split(/\s+/),
);
const HEREDOCS = new Set(["ADD", "COPY", "RUN"]);
const ESCAPE = /^#\s*escape\s*=\s*`\s*$/i;
const SYNTAX = /^\s*(?:#|\/\/)\s*syntax\s*=/i;
const HEREDOC = /<<(-?)(["']?)([A-Za-z_][A-Za-z0-9_]*)\2/g;

interface Instruction {
  /** Counted from 1. */
  line: number;
  name: string;
  /** Without the continuation marks. */
  rest: string;
}

interface Read {
  instructions: Instruction[];
  problems: Problem[];
}

interface Problem {
  line: number;
  message: string;
}

/** Joins continued lines, passes over comments and takes here-documents in. */
function readInstructions(rows: readonly string[], escape: string): Read {
  const read: Read = { instructions: [], problems: [] };
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

function objections(instructions: readonly Instruction[]): Problem[] {
  const problems = instructions.flatMap(({ line, name, rest }) => {
    if (!INSTRUCTIONS.has(name))
      return [{ line, message: `"${name.slice(0, 40)}" is not an instruction of a Dockerfile` }];
    return rest === "" ? [{ line, message: `${name} has no argument` }] : [];
  });
  const first = instructions.find(({ name }) => name !== "ARG");
  if (first === undefined) return [...problems, { line: 1, message: "there is no FROM" }];
  return first.name === "FROM"
    ? problems
    : [{ line: first.line, message: "the first instruction (ARG aside) must be FROM" }, ...problems];
}

/** What is wrong with a proposed Dockerfile, for its author: each with file, line and reason. It does not build it. */
export function checkDockerfile(file: string, text: string): string[] {
  const rows = text.split(/\r?\n/);
  const syntax = rows.findIndex((row) => SYNTAX.test(row));
  if (syntax !== -1)
    return [
      `${file}:${syntax + 1}: a syntax directive would have a foreign program build the image; leave it out`,
    ];
  const { instructions, problems } = readInstructions(rows, ESCAPE.test(rows[0] ?? "") ? "`" : "\\");
  return [...problems, ...objections(instructions)].map(({ line, message }) => `${file}:${line}: ${message}`);
}
