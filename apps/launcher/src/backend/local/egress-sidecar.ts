import { readyCertificate } from "../ready-certificate.ts";
import { join } from "node:path";
import { egressDocument, type Upstream } from "../egress-document.ts";
import { awaitLine } from "./await-line.ts";
import { withCompiledCode } from "./compiled-code.ts";
import { CONTROL_SOCKET, FRONT_SOCKET, RUN } from "./inside-paths.ts";
import { type Launching, startPart } from "./launching.ts";
import { makeSidecar } from "./run-directory.ts";
import { sidecarSandbox } from "./sidecar-sandbox.ts";

const NAME = "egress-proxy";
const PROCESSES = 128;

/** Starts egress-proxy; resolves once it serves, with the certificate (PEM) of the authority made at this start. */
export async function startEgressProxy(
  launching: Launching,
  { assets, upstream }: { assets: string; upstream: Promise<Upstream> },
): Promise<string> {
  const { plan, secrets, signal } = launching;
  const place = {
    upstream: await upstream,
    listen: { path: `${RUN}/front/${FRONT_SOCKET}` },
    control: `${RUN}/control/${CONTROL_SOCKET}`,
  };
  const app = join(assets, "apps/egress-proxy/dist");
  await makeSidecar(launching, NAME);
  const plain = sidecarSandbox({ ...launching, name: NAME, app, processes: PROCESSES });
  const spec = await withCompiledCode(launching, plain, { name: NAME, app });
  const input = JSON.stringify(egressDocument(plan, secrets, place));
  const started = await startPart(launching, spec, { part: NAME, input });
  return await awaitLine(started, { part: NAME, signal, accept: readyCertificate });
}
