import { z } from "zod";

/** A path on the operator's machine: absolute, or below the home with `~`. It stays text until `expandHome`. */
export const hostPathSchema = z
  .string()
  .regex(/^(?:\/|~\/)\P{Cc}*$/u, "expected an absolute path or one that starts with ~/");

/** `~` and `~/…` below this home; any other path as it is. */
export function expandHome(path: string, home: string): string {
  const root = home.replace(/\/+$/, "");
  if (path === "~") return root === "" ? "/" : root;
  return path.startsWith("~/") ? `${root}/${path.slice(2)}` : path;
}
