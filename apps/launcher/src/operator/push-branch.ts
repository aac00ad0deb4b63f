import { Readable, Writable } from "node:stream";
import type { Backend, Streams } from "../backend/backend.ts";
import { untilAborted } from "../cli/interruption.ts";
import { printable } from "../core/printable.ts";

const SECONDS = 60;
const PATIENCE_MS = (SECONDS + 15) * 1000;
const WORDS = 500;

const NO_REPOSITORY = 64;
const NO_UPSTREAM = 65;
const NOTHING_NEW = 66;

/** As the agent itself would push: with its configuration, through the gate, past nothing. */
const SCRIPT = `
git rev-parse --is-inside-work-tree >/dev/null 2>&1 || exit ${NO_REPOSITORY}
ahead=$(git rev-list --count '@{upstream}..HEAD' 2>/dev/null) || exit ${NO_UPSTREAM}
[ "$ahead" != 0 ] || exit ${NOTHING_NEW}
export GIT_TERMINAL_PROMPT=0
if command -v timeout >/dev/null; then exec timeout ${SECONDS} git push; fi
exec git push`;

/** Pushes what the agent has committed on a branch with an upstream, if that can be; gives a sentence of what came of it. */
export async function pushBranch(backend: Backend, identity: string): Promise<string> {
  const heard = listening();
  try {
    const work = backend.exec(identity, ["/bin/sh", "-c", SCRIPT], heard.streams);
    const status = await untilAborted(work, AbortSignal.timeout(PATIENCE_MS));
    switch (status) {
      case 0:
        return "The working branch was pushed";
      case NO_REPOSITORY:
        return "There is no git repository in the workspace, so nothing was pushed";
      case NO_UPSTREAM:
        return "The working branch has no upstream, so it was not pushed";
      case NOTHING_NEW:
        return "The working branch had nothing new to push";
      default:
        return `The working branch could not be pushed (status ${status}): ${heard.words()}`;
    }
  } catch (error) {
    return `The working branch could not be pushed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Streams of a command that gets no input; of what it says, the last words are remembered. */
function listening(): { streams: Streams; words(): string } {
  let said = "";
  const ear = (): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        said = (said + chunk.toString()).slice(-WORDS);
        done();
      },
    });
  return {
    streams: { stdin: Readable.from([]), stdout: ear(), stderr: ear(), terminal: null },
    words: () => printable(said.trim().replaceAll(/\s+/g, " ")),
  };
}
