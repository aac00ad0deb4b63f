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
  const end = content.indexOf(HEADERS_END);
  const [headers, message] =
    end === -1
      ? [content, Buffer.alloc(0)]
      : [content.subarray(0, end), content.subarray(end + HEADERS_END.length)];
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
