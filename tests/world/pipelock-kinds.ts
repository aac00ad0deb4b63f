import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleStandIn } from "../pipelock/bundle-stand-in.ts";

/** A pipelock to put into bottles. */
export interface PipelockKind {
  name: string;
  /** Variables by which the launcher finds it; disposal removes what was made for it. */
  open: () => Promise<{ env: NodeJS.ProcessEnv } & AsyncDisposable>;
}

const image = process.env["CLAUDE_BOTTLE_PIPELOCK_IMAGE"] ?? "";
const binary = process.env["CLAUDE_BOTTLE_PIPELOCK_BINARY"] ?? "";

const standIn: PipelockKind = {
  name: "the stand-in for pipelock",
  async open() {
    const directory = await mkdtemp(join(tmpdir(), "cb-stand-in-"));
    const path = join(directory, "pipelock");
    await bundleStandIn(path);
    return {
      env: { CLAUDE_BOTTLE_PIPELOCK_IMAGE: "", CLAUDE_BOTTLE_PIPELOCK_BINARY: path },
      [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
    };
  },
};

const real: PipelockKind = {
  name: "the real pipelock",
  open: async () => ({ env: {}, [Symbol.asyncDispose]: async () => undefined }),
};

/** Why the real one is not among them; null when it is. */
export const realMissing =
  image === "" && binary === ""
    ? "neither CLAUDE_BOTTLE_PIPELOCK_IMAGE nor CLAUDE_BOTTLE_PIPELOCK_BINARY is set"
    : null;

/** None: what the launcher does where nothing names one. */
export const noPipelock: PipelockKind = {
  name: "no pipelock",
  open: async () => ({
    env: { CLAUDE_BOTTLE_PIPELOCK_IMAGE: "", CLAUDE_BOTTLE_PIPELOCK_BINARY: "" },
    [Symbol.asyncDispose]: async () => undefined,
  }),
};

/** The stand-in always, the real one where the operator names it. */
export const pipelockKinds: readonly PipelockKind[] = realMissing === null ? [standIn, real] : [standIn];
