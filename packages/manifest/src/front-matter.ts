import type { Source } from "./source.ts";
import { readYaml } from "./yaml-source.ts";

export interface FrontMatter extends Source {
  /** Everything below the closing line, without blank lines around it. */
  body: string;
}

const fence = /^---[ \t]*$/;

/** Splits `---`, YAML, `---`, Markdown. Throws nothing: what is wrong is in `faults`. */
export function readFrontMatter(file: string, text: string): FrontMatter {
  const rows = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const refuse = (line: number, message: string, hint: string): FrontMatter => ({
    file,
    data: undefined,
    body: "",
    faults: [{ path: [], line, message, hint }],
    lineOf: () => 1,
  });
  if (!fence.test(rows[0] ?? ""))
    return refuse(1, "Cannot find front matter", "Begin the file with a line ---, then the keys, then ---");
  const end = rows.findIndex((row, index) => index > 0 && fence.test(row));
  if (end === -1)
    return refuse(1, "Cannot find the end of the front matter", "Write a line --- below the last key");
  const source = readYaml(rows.slice(1, end).join("\n"), { file, firstLine: 2 });
  const body = rows.slice(end + 1);
  const first = body.findIndex((row) => row.trim() !== "");
  // Nothing between the fences is an empty map: a bottle needs no key.
  const data = source.data ?? {};
  return { ...source, data, body: first === -1 ? "" : body.slice(first).join("\n").trimEnd() };
}
