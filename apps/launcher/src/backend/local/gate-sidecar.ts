import { join } from "node:path";
import { gateDocument } from "../gate-document.ts";
import { awaitLine } from "./await-line.ts";
import { withCompiledCode } from "./compiled-code.ts";
import { CONTROL_SOCKET, FRONT_SOCKET, RUN } from "./inside-paths.ts";
import { type Launching, startPart } from "./launching.ts";
import { makeSidecar, ours } from "./run-directory.ts";
import { sidecarSandbox } from "./sidecar-sandbox.ts";

const NAME = "git-gate";
const PROCESSES = 512;
const PLACE = {
  listen: { path: `${RUN}/front/${FRONT_SOCKET}` },
  control: `${RUN}/control/${CONTROL_SOCKET}`,
  state: "/var/lib/git-gate",
};

/** Starts git-gate; resolves once it serves. */
export async function startGitGate(launching: Launching, assets: string): Promise<void> {
  const { plan, secrets, paths, signal } = launching;
  const mirrors = join(paths.sidecar(NAME).directory, "mirrors");
  await ours(launching, mirrors);
  await makeSidecar(launching, NAME);
  const app = join(assets, "apps/git-gate/dist");
  const plain = sidecarSandbox({
    ...launching,
    name: NAME,
    app,
    processes: PROCESSES,
    mounts: [{ kind: "writable", source: mirrors, target: PLACE.state }],
  });
  const spec = await withCompiledCode(launching, plain, { name: NAME, app });
  const input = JSON.stringify(gateDocument(plan, secrets, PLACE));
  const started = await startPart(launching, spec, { part: NAME, input });
  await awaitLine(started, {
    part: NAME,
    signal,
    accept: (line) => (line.includes('"ready"') ? true : null),
  });
}
