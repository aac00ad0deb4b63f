import { PassThrough, Writable } from "node:stream";
import type { Streams } from "../backend/backend.ts";

/** A shell on streams of our own: scripts go in one after the other, each one's output comes back. */
export interface Shell {
  streams: Streams;
  /** Output of the script, both of its streams. Rejects when the shell ends before the script does. */
  run(script: string): Promise<string>;
  /** Lets the shell end. */
  end(): void;
}

/** `mark` must not occur in any output; `ended` settles when the shell is gone. */
export function shellOn(mark: string, ended: () => Promise<unknown>): Shell {
  const stdin = new PassThrough();
  let printed = "";
  let heard = Promise.withResolvers<void>();
  const collect = (): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        printed += chunk.toString("utf8");
        heard.resolve();
        done();
      },
    });
  return {
    streams: { stdin, stdout: collect(), stderr: collect(), terminal: null },
    async run(script) {
      stdin.write(`{\n${script}\n} </dev/null 2>&1\nprintf '\\n%s\\n' ${mark}\n`);
      while (!printed.includes(`\n${mark}\n`)) {
        heard = Promise.withResolvers<void>();
        const gone = ended().then(() => {
          throw new Error(`The shell ended before the script did: ${printed}`);
        });
        await Promise.race([heard.promise, gone]);
      }
      const [output = "", ...rest] = printed.split(`\n${mark}\n`);
      printed = rest.join("");
      return output;
    },
    end: () => void stdin.end("exit 0\n"),
  };
}
