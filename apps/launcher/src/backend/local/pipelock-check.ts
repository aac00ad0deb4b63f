import { readFile, rm } from "node:fs/promises";
import { BottleError, bottleNames, Secret } from "@claude-bottle/shared";
import { createAuthority } from "@claude-bottle/shared/x509";
import { pipelockFiles } from "../../pipelock/launch-spec.ts";
import { PIPELOCK_VERSION } from "../../pipelock/source.ts";
import { type Launching, startPart } from "./launching.ts";
import { readMachine } from "./machine.ts";
import { PIPELOCK_PROGRAM, pipelockSandbox } from "./pipelock-sandbox.ts";
import type { RunPaths } from "./run-paths.ts";
import type { SandboxSpec } from "./sandbox.ts";
import { startSandbox } from "./start-sandbox.ts";

const WELL = "status 0";

/** Has pipelock itself check its configuration. @throws {BottleError} `pipelock-refused` with its words */
export async function checkPipelock(launching: Launching, spec: SandboxSpec): Promise<void> {
  const started = await startPart(launching, spec, { part: "pipelock-check", input: null });
  const how = await started.ended;
  if (how === WELL) return;
  const said = (await readFile(started.log, "utf8")).trim();
  throw new BottleError("pipelock-refused", `pipelock refused its configuration (${how}): ${said}`, {
    hint: `Run it in version ${PIPELOCK_VERSION}, the one that the configuration is written for`,
  });
}

interface LivePlace {
  paths: RunPaths;
  identity: string;
  assets: string;
  pipelock: () => Promise<string>;
}

/** The same for a file beside the one that a running pipelock has; the check's authority is one of its own. */
export async function checkLive(
  { paths, identity, assets, pipelock }: LivePlace,
  file: string,
): Promise<{ ok: boolean; says: string }> {
  const { certPem, keyPem } = createAuthority({
    commonName: "claude-bottle check",
    days: 1,
    now: new Date(),
  });
  const { directory } = pipelockFiles;
  const secret = (name: string, text: string) => ({ name, content: new Secret(name, text), mode: 0o600 });
  const machine = await readMachine();
  const spec = pipelockSandbox({
    plan: { names: bottleNames(identity), detach: false },
    machine,
    paths,
    pipelock: await pipelock(),
    assets,
    launch: { directory, files: [secret("ca.pem", certPem), secret("ca-key.pem", keyPem)], env: {} },
  });
  const name = `${spec.name}-check-${process.pid}`;
  const log = `${paths.logs}/${name}.log`;
  const command = [PIPELOCK_PROGRAM, "check", "-c", `${directory}/${file}`];
  try {
    const started = await startSandbox(
      machine,
      { ...spec, name, network: false, command },
      { log, input: null },
    );
    const how = await started.ended;
    return { ok: how === WELL, says: (await readFile(log, "utf8")).trim() };
  } finally {
    await rm(log, { force: true });
  }
}
