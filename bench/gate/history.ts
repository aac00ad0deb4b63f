/** How large a made-up history is. */
export interface HistorySize {
  commits: number;
}

const DIRECTORIES = 16;
const FILES = 16;
const LINES = 120;
/** A commit, two trees and a file. */
export const OBJECTS_PER_COMMIT = 4;

/** A line of text that no other has, by a generator that needs no memory. */
function line(seed: number, index: number): string {
  const mixed = Math.imul(seed ^ (index * 0x9e3779b1), 0x85ebca6b) >>> 0;
  return `  const value${index} = compute(${mixed.toString(36)}, "${(mixed * 7919).toString(36)}");`;
}

/**
 * A history for `git fast-import`, a chunk for each commit: every commit changes a few lines of one file of 256. `salt`
 * makes all of its objects different from those of another.
 */
export function* history({ commits }: HistorySize, salt: number): Generator<string> {
  for (let commit = 0; commit < commits; commit += 1) {
    const file = commit % (DIRECTORIES * FILES);
    const generation = Math.floor(commit / (DIRECTORIES * FILES));
    const lines = Array.from({ length: LINES }, (_, index) =>
      line(salt * 1_000_003 + file * 131 + (index % 20 === generation % 20 ? commit : 0), index),
    );
    const content = `// ${salt} ${file} ${commit}\n${lines.join("\n")}\n`;
    const path = `dir${file % DIRECTORIES}/file${Math.floor(file / DIRECTORIES)}.ts`;
    const message = `Change ${path}\n`;
    yield [
      "commit refs/heads/main",
      `committer Bench <bench@bottle.test> ${1_700_000_000 + commit} +0000`,
      `data ${message.length}`,
      `${message}M 100644 inline ${path}`,
      `data ${content.length}`,
      content,
    ].join("\n");
  }
}
