import { sidecarPorts } from "@claude-bottle/shared";
import { type Addressed, entryOfUrl } from "./entry-of-url.ts";
import { spellings } from "./spellings.ts";

/** Where the agent's git finds a remote. The port is the gate's, whatever port the upstream has. */
export function gateUrl(name: string): string {
  return `http://git-gate:${sidecarPorts["git-gate"]}/${name}.git`;
}

/**
 * Text of a git configuration that leads every spelling of each upstream to the gate. `written`: addresses that are
 * in use, such as those of a copied repository, however odd. Pushing has rules of its own, for a rule of the
 * repository's that holds for pushing alone would win over one that holds for both.
 */
export function insteadOf(
  entries: readonly (Addressed & { url: string })[],
  written: readonly string[] = [],
): string {
  return entries
    .map((entry) => {
      const used = written.filter((url) => isPlain(url) && entryOfUrl(url, entries) === entry);
      const lines = [...new Set([...spellings(entry, entries), ...used])].map(
        (each) => `\tinsteadOf = "${each}"\n\tpushInsteadOf = "${each}"\n`,
      );
      return `[url "${gateUrl(entry.name)}"]\n${lines.join("")}`;
    })
    .join("");
}

/** Nothing that a configuration file would read as more than text. */
function isPlain(url: string): boolean {
  return /^[\x21-\x7e]+$/.test(url) && !/["\\]/.test(url);
}
