import { mkdir, mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run, type Finished } from "../world/docker-cli.ts";

export const root = join(import.meta.dirname, "../..");

/** What images are built with here, as in every other test. */
const ofTheMachine = [
  "DOCKER_HOST",
  "NODE_EXTRA_CA_CERTS",
  "CLAUDE_BOTTLE_EXTRA_CA",
  "CLAUDE_BOTTLE_BASE_IMAGE",
];

/** Someone who follows a document: a home of their own, the checkout as the working directory. */
export interface Reader extends AsyncDisposable {
  write(path: string, text: string): Promise<void>;
  /** Runs a line in a shell, as typed. */
  type(line: string): Promise<Finished>;
}

/** A reader on this machine; nothing of the real home is in reach. */
export async function createReader(): Promise<Reader> {
  const folder = await mkdtempDisposable(join(tmpdir(), "cb-docs-"));
  const home = folder.path;
  const env = {
    ...Object.fromEntries(ofTheMachine.map((name) => [name, process.env[name]])),
    PATH: `${home}/.local/bin:${process.env["PATH"] ?? ""}`,
    HOME: home,
    NO_COLOR: "1",
    CLAUDE_CODE_OAUTH_TOKEN: "a-token-of-no-use",
  };
  return {
    async write(path, text) {
      const file = path.replace(/^~/, home);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${text}\n`);
    },
    async type(line) {
      const ended = await run("bash", ["-c", line], { cwd: root, env });
      const near = (text: string): string => text.replaceAll(home, "~");
      return { ...ended, stdout: near(ended.stdout), stderr: near(ended.stderr) };
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
