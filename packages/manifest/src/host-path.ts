import { z } from "zod";

/** A path on the operator's machine: absolute, or below the home with `~`. It stays text until `expandHome`. */
export const hostPathSchema = z
  .string()
  // oxlint-disable-next-line no-control-regex -- control characters are what is being refused
  .regex(/^(?:\/|~\/)[^\u0000-\u001f\u007f]*$/, "expected an absolute path or one that starts with ~/");

/** `~` and `~/…` below this home; any other path as it is. */
export function expandHome(path: string, home: string): string {
  const root = home.replace(/\/+$/, "");
  if (path === "~") return root === "" ? "/" : root;
  return path.startsWith("~/") ? `${root}/${path.slice(2)}` : path;
}
