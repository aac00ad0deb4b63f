import type { Coding } from "../request.ts";

const CODINGS: ReadonlyMap<string, Coding | null> = new Map<string, Coding | null>([
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["br", "br"],
  ["zstd", "zstd"],
  ["deflate", "deflate"],
  ["identity", null],
  ["", null],
]);

/** The one coding of a body; null for none, undefined when it cannot be undone here. */
export function contentCoding(values: readonly string[]): Coding | null | undefined {
  const [value = ""] = values;
  return values.length > 1 ? undefined : CODINGS.get(value.trim().toLowerCase());
}
