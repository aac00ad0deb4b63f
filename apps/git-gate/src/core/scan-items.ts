import { treeNames } from "./tree-names.ts";
import type { ObjectHeader } from "./object-stream.ts";
import type { ScannedFile } from "./push-scanner.ts";

/** A text with what to call it. */
export interface ScanItem {
  file: ScannedFile;
  content: Uint8Array;
  /** Whether another object may well bring the same. */
  mayRepeat: boolean;
}

const HEADERS_END = Buffer.from("\n\n");
/** Of a tree and of parents, all of which are there: what git computed of them can hold nothing, and looks encoded. */
const OBJECT_IDS = /^tree [0-9a-f]{40}\n(?:parent [0-9a-f]{40}\n)*/;

/** A commit's and a tag's headers (people, and whatever a client put there) and its message; a tree's names. */
export function metadataItems(type: ObjectHeader["type"], content: Buffer, path: string): ScanItem[] {
  const item = (name: string, part: Uint8Array, mayRepeat = true): ScanItem => ({
    file: { name, isPath: false },
    content: part,
    mayRepeat,
  });
  if (type === "tree") {
    const names = treeNames(content);
    if (names === null) throw new SyntaxError("A tree cannot be read");
    return [item(`(file names in ${path === "" ? "the top directory" : path})`, names)];
  }
  const blankLine = content.indexOf(HEADERS_END);
  const end = blankLine === -1 ? content.length : blankLine;
  const [ids = ""] = type === "commit" ? (OBJECT_IDS.exec(content.toString("latin1", 0, end)) ?? []) : [];
  const headers = content.subarray(ids.length, end);
  const message = content.subarray(end + HEADERS_END.length);
  // The time stands in them
  return [item(`(${type}'s author and headers)`, headers, false), item(`(${type} message)`, message)];
}

/** Texts of a push that are no objects. */
export function textItems(name: string, texts: readonly string[]): ScanItem[] {
  return texts.map((text) => ({
    file: { name, isPath: false },
    content: Buffer.from(text),
    mayRepeat: false,
  }));
}
