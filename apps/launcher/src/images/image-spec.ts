import { createHash } from "node:crypto";
import { IDENTITY_LABEL } from "@claude-bottle/shared";

/** One file of a build context. */
export interface ContextFile {
  /** Relative to the root of the context; a trailing slash makes it an empty directory. */
  path: string;
  mode: number;
  content: Uint8Array;
}

/** What an image is made of, nothing built yet. */
export interface ImageRecipe {
  /** `agent`, `egress-proxy` …: what follows `claude-bottle-` in the tag. */
  name: string;
  /** Context files, one of them named `Dockerfile`. */
  files: ContextFile[];
  buildArgs: Record<string, string>;
  /** Id of the image that it is built from; null: its Dockerfile names another one. */
  baseId: string | null;
  /** Of the one bottle that it is for; absent: any bottle may have it. */
  identity?: string;
}

export interface ImageSpec extends ImageRecipe {
  tag: string;
  labels: Record<string, string>;
}

/** Label of every image of ours; its value is the image's name. */
export const IMAGE_LABEL = "claude-bottle.image";

const HASH_LENGTH = 16;

/** Over everything that decides what the image holds; each part is preceded by its length, so none can pass for two. */
function contentHash(recipe: ImageRecipe): string {
  const hash = createHash("sha256");
  const add = (part: string | Uint8Array): void => {
    const bytes = typeof part === "string" ? Buffer.from(part) : part;
    hash.update(`${bytes.length}:`).update(bytes);
  };
  const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  add(recipe.name);
  add(recipe.baseId ?? "");
  const args = Object.entries(recipe.buildArgs).toSorted(([a], [b]) => byName(a, b));
  add(String(args.length));
  for (const [name, value] of args) {
    add(name);
    add(value);
  }
  for (const file of recipe.files.toSorted((a, b) => byName(a.path, b.path))) {
    add(file.path);
    add(String(file.mode));
    add(file.content);
  }
  return hash.digest("hex").slice(0, HASH_LENGTH);
}

/** Gives an image its tag: the same content always the same one, any difference another. */
export function imageSpec(recipe: ImageRecipe): ImageSpec {
  return {
    ...recipe,
    tag: `claude-bottle-${recipe.name}:${contentHash(recipe)}`,
    labels: {
      [IMAGE_LABEL]: recipe.name,
      ...(recipe.identity === undefined ? {} : { [IDENTITY_LABEL]: recipe.identity }),
    },
  };
}
