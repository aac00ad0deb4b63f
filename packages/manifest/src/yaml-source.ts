import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Node, type Pair } from "yaml";
import { quote } from "./quote.ts";
import type { Fault, KeyPath, Source } from "./source.ts";
import { yamlHint } from "./yaml-hint.ts";

// A hostile text costs the parser some five seconds per million characters.
const LONGEST_TEXT = 256 * 1024;
const DEEPEST = 32;
// Names that stand for something else than data in every JavaScript object.
const unsafeKeys = new Set(["__proto__", "constructor", "prototype"]);

interface Reading {
  file: string;
  /** Line of the file on which the YAML text begins. */
  firstLine: number;
}

/** YAML 1.2 core without anchors, aliases, tags, merge keys and directives. Throws nothing: what is wrong is in `faults`. */
export function readYaml(text: string, { file, firstLine }: Reading): Source {
  const lines = new Map<string, number>();
  const faults: Fault[] = [];
  const source = (data: unknown): Source => ({ file, data, faults, lineOf: (path) => lineOf(lines, path) });
  const fault = (line: number | null, message: string, hint: string | null = null): void => {
    faults.push({ path: [], line, message, hint });
  };
  lines.set("[]", firstLine);
  if (text.length > LONGEST_TEXT) {
    fault(null, `Cannot read ${text.length} characters as YAML`, `Keep it below ${LONGEST_TEXT}`);
    return source(undefined);
  }
  const counter = new LineCounter();
  const parsed = parseAllDocuments(text, {
    version: "1.2",
    schema: "core",
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: counter,
    logLevel: "silent",
  });
  const lineAt = (offset: number): number => counter.linePos(offset).line + firstLine - 1;
  const documents = Array.isArray(parsed) ? [...parsed] : [];
  const rows = text.split("\n");
  for (const error of documents.flatMap((document) => document.errors)) {
    // The library's text may quote the source, and the source may hold what must not be printed.
    const says = error.message.replace(/:? ?"[\s\S]*$/, "");
    const row = rows[counter.linePos(error.pos[0]).line - 1] ?? "";
    fault(lineAt(error.pos[0]), `Cannot read the YAML: ${says}`, yamlHint(row));
  }
  const [document] = documents;
  if (documents.length > 1) fault(null, "Cannot read more than one YAML document", "Remove the lines `...`");
  if (document?.directives?.yaml.explicit === true || text.startsWith("%"))
    fault(firstLine, "Cannot read YAML directives (%)", "Remove the line; the version is YAML 1.2");
  if (faults.length > 0 || document === undefined) return source(null);
  return source(toData(document.contents, [], { lines, faults, lineAt }));
}

function lineOf(lines: ReadonlyMap<string, number>, path: KeyPath): number | null {
  for (let length = path.length; length >= 0; length -= 1) {
    const line = lines.get(JSON.stringify(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return null;
}

interface Conversion {
  lines: Map<string, number>;
  faults: Fault[];
  lineAt(offset: number): number;
}

function toData(node: unknown, path: KeyPath, into: Conversion): unknown {
  const refuse = (message: string, hint: string): undefined => {
    const offset = isNode(node) ? node.range?.[0] : undefined;
    into.faults.push({ path, line: offset === undefined ? null : into.lineAt(offset), message, hint });
  };
  if (path.length > DEEPEST) return refuse(`Cannot nest deeper than ${DEEPEST}`, "Flatten it");
  if (isAlias(node))
    return refuse(
      `Cannot use the alias ${quote(`*${node.source}`)}`,
      "Write the value out; put text that starts with * in quotes",
    );
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null;
  if (node.anchor !== undefined)
    return refuse(`Cannot use the anchor ${quote(`&${node.anchor}`)}`, "Remove it and write each value out");
  if (node.tag !== undefined)
    return refuse(`Cannot use the tag ${quote(node.tag)}`, "Remove it; quote the value to make it text");
  if (isScalar(node)) return node.value;
  if (isSeq(node))
    return node.items.map((item, index) => {
      const at = [...path, index];
      remember(item, at, into);
      return toData(item, at, into);
    });
  const data: Record<string, unknown> = {};
  for (const pair of node.items) {
    const key = keyOf(pair, path, into);
    if (key === null) continue;
    const at = [...path, key];
    remember(pair.key, at, into);
    Object.assign(data, { [key]: toData(pair.value, at, into) });
  }
  return data;
}

function isNode(node: unknown): node is Node {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node);
}

function remember(node: unknown, path: KeyPath, into: Conversion): void {
  const offset = isNode(node) ? node.range?.[0] : undefined;
  if (offset !== undefined) into.lines.set(JSON.stringify(path), into.lineAt(offset));
}

/** The key of a pair; null, with a fault, where it cannot be one. */
function keyOf(pair: Pair, path: KeyPath, into: Conversion): string | null {
  const node = pair.key;
  const offset = isNode(node) ? node.range?.[0] : undefined;
  const line = offset === undefined ? null : into.lineAt(offset);
  const refuse = (message: string, hint: string): null => {
    into.faults.push({ path: [...path, ""], line, message, hint });
    return null;
  };
  if (!isScalar(node) || node.value === null)
    return refuse("Cannot use this as a key", "Write a plain word before the colon");
  if (node.anchor !== undefined || node.tag !== undefined)
    return refuse("Cannot use an anchor or a tag on a key", "Write the plain word");
  const key = typeof node.value === "string" ? node.value : (node.source ?? "");
  if (unsafeKeys.has(key)) return refuse(`Unknown key ${quote(key)}`, "Remove it");
  if (key === "<<") return refuse('Cannot use the merge key "<<"', "Write the keys out");
  const first = into.lines.get(JSON.stringify([...path, key]));
  if (first !== undefined)
    return refuse(`Duplicate key ${quote(key)}`, `Keep one; the first stands on line ${first}`);
  return key;
}
