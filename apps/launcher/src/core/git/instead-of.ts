import { sidecarPorts } from "@claude-bottle/shared";
import { type Addressed, entryOfUrl } from "./entry-of-url.ts";
import { neighbours } from "./neighbours.ts";
import { spellings } from "./spellings.ts";

/** Where the agent's git finds a remote. The port is the gate's, whatever port the upstream has. */
export function gateUrl(name: string): string {
  return `http://git-gate:${sidecarPorts["git-gate"]}/${name}.git`;
}

/** What else the agent's git may meet. */
interface Surroundings {
  /** Addresses that are in use, such as those of a copied repository, however odd. */
  written: readonly string[];
  /** Patterns of hosts that may be read from without the gate. */
  readable: readonly string[];
}

/** Text of a git configuration that leads every spelling of each upstream to the gate. */
export function insteadOf(
  entries: readonly (Addressed & { url: string })[],
  { written, readable }: Surroundings = { written: [], readable: [] },
): string {
  const led = entries.map((entry) => {
    const used = written.filter((url) => isPlain(url) && entryOfUrl(url, entries) === entry);
    return section(gateUrl(entry.name), [...new Set([...spellings(entry, entries), ...used])]);
  });
  return [...led, ...neighbours(entries, readable).map((url) => section(url, [url]))].join("");
}

/** Pushing has rules of its own: one that a repository has for pushing alone would win over one for both directions. */
function section(url: string, written: readonly string[]): string {
  const rules = written.map((each) => `\tinsteadOf = "${each}"\n\tpushInsteadOf = "${each}"\n`);
  return `[url "${url}"]\n${rules.join("")}`;
}

/** Nothing that a configuration file would read as more than text. */
function isPlain(url: string): boolean {
  return /^[\x21-\x7e]+$/.test(url) && !/["\\]/.test(url);
}
