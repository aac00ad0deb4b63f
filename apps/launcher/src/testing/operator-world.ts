import { createHash } from "node:crypto";
import { routesFile, type Route } from "@claude-bottle/manifest";
import type { EgressInForce } from "@claude-bottle/policy";
import { Secret } from "@claude-bottle/shared";
import type { Change, Proposal, ProposalKind } from "@claude-bottle/shared/contracts";
import { writeProposal } from "@claude-bottle/shared/queue";
import { CrashingFiles, PROPOSER, someProposal } from "@claude-bottle/shared/testing";
import type { Backend, RunningBottle } from "../backend/backend.ts";
import { Claims } from "../operator/claims.ts";
import { operatorOf } from "../operator/create-operator.ts";
import type { Holder } from "../operator/intent.ts";
import type { Operator } from "../operator/operator.ts";
import type { OperatorParts } from "../operator/operator-parts.ts";
import { notApplied } from "../operator/targets/applied.ts";
import { containerListen } from "../pipelock/launch-spec.ts";
import { pipelockYaml } from "../pipelock/yaml.ts";
import { memoryBackend, type MemoryOptions } from "./memory-backend.ts";
import { MemorySidecars } from "./memory-sidecars.ts";

/** The one bottle of the world. */
export const IDENTITY = PROPOSER;

export const runningBottle: RunningBottle = {
  identity: IDENTITY,
  agent: "tester",
  bottle: "work",
  cwd: "/work",
  startedAt: "2026-01-01T00:00:00.000Z",
  parts: [{ name: `claude-bottle-${IDENTITY}`, state: "running" }],
};

export const inForce: EgressInForce = {
  config: {
    version: 1,
    identity: IDENTITY,
    listen: { host: "0.0.0.0", port: 9099 },
    control: "/tmp/egress-proxy.sock",
    allowlist: ["api.anthropic.com", "api.example.com"],
    routes: [{ host: "api.example.com", path_allowlist: ["/v1"], auth: { scheme: "Bearer", slot: 0 } }],
    dlp_action: "block",
    upstream: { via: "direct" },
    private_hosts: {},
    extra_roots: [],
  },
  slots: ["API_TOKEN"],
};

export const routes: Route[] = [
  {
    host: "api.example.com",
    path_allowlist: ["/v1"],
    auth: { scheme: "Bearer", token_ref: "API_TOKEN" },
  },
];

export const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

export const yamlFor = (hosts: readonly string[]): string =>
  pipelockYaml({
    identity: IDENTITY,
    hosts,
    dlpAction: "block",
    position: "behind-proxy",
    passthrough: ["api.anthropic.com"],
    injectedHeaders: [],
    privateHosts: {},
    listen: containerListen,
  });

export interface OperatorWorld {
  files: CrashingFiles;
  sidecars: MemorySidecars;
  backend: Backend & { log: string[] };
  /** Bottles that run; a test may empty it. */
  running: RunningBottle[];
  parts: OperatorParts;
  operator: Operator;
  /** References that were looked up. */
  asked: string[];
  /** Puts a proposal into the queue. */
  propose<Kind extends ProposalKind>(kind: Kind, change: Change<Kind>, index?: number): Promise<Proposal>;
  /** Another process of the operator's, on the same files. */
  another(holder: Holder): Operator;
}

export interface OperatorWorldOptions extends MemoryOptions {
  files?: CrashingFiles;
  sidecars?: MemorySidecars;
  holder?: Holder;
  /** Processes that no longer run. */
  dead?: readonly number[];
}

/** The operator's side over one bottle in memory. */
export function operatorWorld(options: OperatorWorldOptions = {}): OperatorWorld {
  const files = options.files ?? new CrashingFiles();
  const sidecars = options.sidecars ?? new MemorySidecars(structuredClone(inForce));
  const running = options.running ?? [runningBottle];
  const { control, pipelock } = sidecars;
  const backend = memoryBackend({ control, pipelock, ...options, running });
  const asked: string[] = [];
  const partsOf = (holder: Holder): OperatorParts => ({
    files,
    claims: new Claims({
      files,
      directory: "/claims",
      holder,
      isAlive: ({ pid }) => options.dead?.includes(pid) !== true,
    }),
    queues: "/queue",
    audits: "/audit",
    digest,
    now: () => new Date("2026-01-02T03:04:05Z"),
    means: {
      async tokens(references) {
        asked.push(...references);
        return references.map((name) => new Secret(name, `value of ${name}`));
      },
      changeCapability: async () => notApplied("no image can be built here"),
      nextDockerfile: async () => null,
    },
    backends: [backend],
    find: async (identity) =>
      (await backend.list()).some((bottle) => bottle.identity === identity) ? backend : null,
  });
  const senses = {
    watch: () => ({ [Symbol.dispose]: () => undefined }),
    every: () => ({ [Symbol.dispose]: () => undefined }),
  };
  const parts = partsOf(options.holder ?? { pid: 1, started: "a" });
  return {
    files,
    sidecars,
    backend,
    running,
    parts,
    operator: operatorOf(parts, senses),
    asked,
    async propose(kind, change, index = 0) {
      const proposal = { ...someProposal(index), kind, change } as Proposal;
      await writeProposal(files, `/queue/${IDENTITY}`, proposal);
      return proposal;
    },
    another: (holder) => operatorOf(partsOf(holder), senses),
  };
}

/** A proposal of other routes, made against those in force. */
export const routesProposal = (proposed: readonly Route[]): Change<"egress-proxy-block"> => ({
  routes: routesFile(proposed),
  based_on: digest(routesFile(routes)),
});
