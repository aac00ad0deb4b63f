import { spawn } from "node:child_process";
import { once } from "node:events";
import { Events } from "@claude-bottle/shared/testing";
import { type GateAlone, REPOSITORY } from "./gate-alone.ts";

export interface KillOutcome {
  /** The client was told of a success that there was not. */
  isFalseSuccess: boolean;
  /** The commit is not at the upstream, though it was pushed again until that was told to have succeeded. */
  isLost: boolean;
  /** The gate serves something else than the upstream has. */
  isDifferent: boolean;
}

/** A push under way. */
export interface Pushing {
  /** What its client was told so far, piece by piece. */
  said: Events<string>;
}

// Bytes in hexadecimal: among so many random letters something would look like a key now and then
const COMMIT = `cd /tmp/work 2>/dev/null || { git init -q /tmp/work; cd /tmp/work; }
for n in 1 2 3 4 5 6 7 8; do head -c 300000 /dev/urandom | od -An -v -tx1 >file$n; git add .; git commit -qm "Change $n"; done
git rev-parse HEAD`;

async function succeed(gate: GateAlone, script: string): Promise<string> {
  const { code, stdout, stderr } = await gate.client(script);
  if (code !== 0) throw new Error(`a client ended with ${code}: ${stdout}${stderr}`);
  return stdout.trim();
}

/**
 * Pushes a new branch, kills the gate's container at a moment of it, starts it again, and pushes again: for as long as the
 * upstream is still at the first push, it may refuse a second one to the same branch.
 */
export async function killDuringPush(
  gate: GateAlone,
  { ref, moment }: { ref: string; moment: (pushing: Pushing) => Promise<unknown> },
): Promise<KillOutcome> {
  const id = await succeed(gate, COMMIT);
  // A client whose peer is gone without a word would wait for as long as TCP does
  const push = `cd /tmp/work; timeout 45 git push --progress ${gate.url} HEAD:${ref} 2>&1`;
  const child = spawn("docker", gate.clientCommand(push), { stdio: ["ignore", "pipe", "inherit"] });
  const said = new Events<string>();
  child.stdout.on("data", (chunk: Buffer) => said.add(chunk.toString()));
  const closed = once(child, "close").then(() => said.add("(the push ended)"));
  await moment({ said });
  await gate.kill();
  await closed;
  const at = async (): Promise<string> =>
    await gate.host.git(REPOSITORY, "for-each-ref", "--format=%(objectname)", ref);
  const before = await at();
  await gate.start();
  await succeed(gate, `cd /tmp/work; timeout 120 sh -c 'until git push ${gate.url} HEAD:${ref}; do :; done'`);
  const served = await succeed(gate, `git ls-remote ${gate.url} 'refs/*'`);
  const real = await gate.host.git(REPOSITORY, "for-each-ref", "--format=%(objectname)\t%(refname)");
  return {
    isFalseSuccess: child.exitCode === 0 && before !== id,
    isLost: (await at()) !== id,
    isDifferent: served !== real,
  };
}
