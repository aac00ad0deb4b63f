import { refuse, type Refusal } from "./refusal.ts";

/** Bytes of an LFS batch request that are read before it is refused as too large. */
export const LFS_BATCH_LIMIT = 1_000_000;

const ESCAPED_KEY = /"(?:[^"\\]|\\.)*\\u(?:[^"\\]|\\.)*"\s*:/;

/** Exactly one `operation`, in every reading: parsers differ on doubled keys and some ignore case. */
function operation(text: string): unknown {
  if ((text.match(/"operation"/gi) ?? []).length !== 1 || ESCAPED_KEY.test(text)) return null;
  try {
    const batch: unknown = JSON.parse(text);
    return typeof batch === "object" && batch !== null && "operation" in batch ? batch.operation : null;
  } catch {
    return null;
  }
}

/** Refuses every LFS batch but a download; null when it may pass. */
export function decideLfsBatch(body: Uint8Array): Refusal | null {
  const fix =
    "Push through the repository's git remote, which goes through the gate; download works as it is";
  if (body.length > LFS_BATCH_LIMIT)
    return refuse("git-push", { what: "a Git LFS batch of more than 1 MB cannot be checked", fix });
  const asked = operation(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString());
  return asked === "download"
    ? null
    : refuse("git-push", { what: "a Git LFS batch that is not plainly a download counts as a push", fix });
}
