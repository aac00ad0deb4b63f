import { Budget, type Inflate, type Limits, usualLimits } from "./budget.ts";
import { gzip, zlib } from "./deflated.ts";
import type { Contents, Part, Unread } from "./part.ts";
import { tar } from "./tar.ts";
import { utf16 } from "./utf16.ts";
import { zip } from "./zip.ts";

/** `over-budget` says that not all was looked at, and must end in a refusal. */
export type Unpacked =
  | { verdict: "unpacked"; parts: Part[]; unread: Unread[] }
  | { verdict: "over-budget"; limit: keyof Limits; path: string };

interface Outer {
  path: string;
  bytes: Uint8Array;
}

const readers: readonly ((bytes: Uint8Array, budget: Budget) => Contents | null)[] = [
  gzip,
  zip,
  tar,
  utf16,
  zlib,
];

function contents(bytes: Uint8Array, budget: Budget): Contents | null {
  for (const read of readers) {
    const found = read(bytes, budget);
    if (found !== null || budget.exceeded !== null) return found;
  }
  return null;
}

/**
 * Everything that lies in `outer`, to any depth that the limits allow: UTF-16, gzip, zlib, zip and tar, told by
 * their first bytes. Never throws; what bears the mark of a container and cannot be read is named in `unread`.
 */
export function unpack(outer: Outer, inflate: Inflate, limits: Limits = usualLimits): Unpacked {
  const budget = new Budget(limits, inflate);
  const parts: Part[] = [];
  const unread: Unread[] = [];
  let level: (Outer & { origin: number })[] = [{ ...outer, origin: 0 }];
  for (let depth = 1; level.length > 0; depth += 1) {
    const next: typeof level = [];
    for (const { path, bytes, origin } of level) {
      const found = contents(bytes, budget);
      const pathOf = (name: string): string => (name === "" ? path : `${path}!${name}`);
      if (found !== null && found.entries.length > 0) budget.reaches(depth);
      for (const { name, bytes: inner, at } of found?.entries ?? []) {
        // within inflated bytes places mean nothing outside
        const part = { path: pathOf(name), bytes: inner, origin: depth === 1 ? at : origin };
        parts.push({ ...part, from: found?.kind ?? "tar" });
        next.push(part);
      }
      if (budget.exceeded !== null) return { verdict: "over-budget", limit: budget.exceeded, path };
      for (const { name, why } of found?.unread ?? []) unread.push({ path: pathOf(name), why });
    }
    level = next;
  }
  return { verdict: "unpacked", parts, unread };
}
