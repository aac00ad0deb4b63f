import { readyLineSchema } from "@claude-bottle/policy";
import { BottleError, sidecarPorts } from "@claude-bottle/shared";
import { egressDocument, type Upstream } from "../egress-document.ts";
import { containerLabels } from "./labels.ts";
import { createContainer, type Launching, networkName } from "./launching.ts";
import { connectFurther } from "./networks.ts";
import { awaitLine } from "./sidecar-log.ts";
import type { NetworkRole } from "./topology.ts";

const NAME = "egress-proxy";
/** Nobody's number; the image's own user. */
const USER = "65532:65532";
const LISTEN = { host: "0.0.0.0", port: sidecarPorts[NAME] };
/** Where its image's health check looks. */
const CONTROL = "/tmp/egress-proxy.sock";
const LIMITS = { cpus: 2, memory: 512 * 1024 * 1024, pids: 128 };

export interface StartedEgressProxy {
  /** On the agent's network. */
  address: string;
  /** Resolves once it serves, with the certificate (PEM) of the authority made at this start. */
  ca: Promise<string>;
}

/** Starts egress-proxy while its way out is still being made: `upstream` is awaited only when it asks for its rules. */
export async function startEgressProxy(
  launching: Launching,
  { image, legs, upstream }: { image: string; legs: [NetworkRole, NetworkRole]; upstream: Promise<Upstream> },
): Promise<StartedEgressProxy> {
  const { engine, plan, secrets, checkpoint, signal } = launching;
  const network = networkName(launching, legs[0]);
  const { made: id } = await createContainer(launching, {
    name: plan.names.sidecar[NAME],
    image,
    user: USER,
    environment: {},
    labels: containerLabels(plan, NAME),
    network: { name: network, alias: NAME },
    extraHosts: {},
    dns: [],
    readOnlyRoot: true,
    tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=16m,mode=1777" },
    volumes: [],
    runtime: null,
    init: true,
    stdin: true,
    limits: LIMITS,
  });
  await connectFurther(launching, { id, name: NAME, second: legs[1] });
  await checkpoint(`start ${NAME}`);
  const output = await engine.attach(id);
  await engine.start(id);
  const { addresses } = await engine.inspect(id);
  const ca = (async () => {
    await checkpoint(`configure ${NAME}`);
    const place = { upstream: await upstream, listen: LISTEN, control: CONTROL };
    output.end(JSON.stringify(egressDocument(plan, secrets, place)));
    return awaitLine({ name: NAME, output, signal, accept: readyCertificate });
  })();
  // Whoever waits for it sees the failure; until then it is no unhandled one
  ca.catch(() => output.destroy());
  return { address: addresses[network] ?? "", ca };
}

function readyCertificate(line: string): string | null {
  if (!line.includes('"ready"')) return null;
  const ready = readyLineSchema.safeParse(JSON.parse(line));
  if (!ready.success) return null;
  if (ready.data.ca !== undefined) return ready.data.ca;
  throw new BottleError("sidecar-failed", "egress-proxy started without a certificate for the agent");
}
