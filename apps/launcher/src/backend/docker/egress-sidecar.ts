import { readyCertificate } from "../ready-certificate.ts";
import { sidecarPorts } from "@claude-bottle/shared";
import { egressDocument, type Upstream } from "../egress-document.ts";
import type { Launching } from "./launching.ts";
import { type Legs, startSidecar } from "./start-sidecar.ts";

const NAME = "egress-proxy";
/** Where the agent reaches it, and where its image's health check looks. */
const PLACE = { listen: { host: "0.0.0.0", port: sidecarPorts[NAME] }, control: "/tmp/egress-proxy.sock" };
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
  { image, legs, upstream }: { image: string; legs: Legs; upstream: Promise<Upstream> },
): Promise<StartedEgressProxy> {
  const { plan, secrets } = launching;
  const { address, configure, abandon } = await startSidecar(launching, {
    name: NAME,
    image,
    legs,
    limits: LIMITS,
    scratch: "16m",
  });
  const ca = upstream.then((found) =>
    configure(egressDocument(plan, secrets, { ...PLACE, upstream: found }), readyCertificate),
  );
  // Whoever waits for it sees the failure; until then it is no unhandled one
  ca.catch(abandon);
  return { address, ca };
}
