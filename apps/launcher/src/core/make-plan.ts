import {
  type Agent,
  type Bottle,
  effectiveAllowlist,
  expandHome,
  planSlots,
  usesEgressProxy,
} from "@claude-bottle/manifest";
import { bottleNames } from "@claude-bottle/shared";
import { claudeEnv } from "./claude-env.ts";
import { plannedGit } from "./git/planned-git.ts";
import { type RepositoryFacts, workingCopy } from "./git/working-copy.ts";
import type { KeptBottle } from "./state.ts";
import type { Plan, PlannedEnv, PlannedNetwork, PlannedRoute } from "./plan.ts";

/** What the operator asked for. */
export interface Spec {
  cwd: string;
  copyCwd: boolean;
  mountCwd: boolean;
  turn: string | null;
  command: string[] | null;
  detach: boolean;
}

/** What the edges found out before planning. */
export interface PlanFacts {
  identity: string;
  home: string;
  userHome: string;
  backend: string;
  runtime: string;
  startedAt: Date;
  network: PlannedNetwork;
  /** What is resumed; null: nothing is. */
  kept: KeptBottle | null;
  /** Of the directory that is copied; null: nothing is. */
  repository: RepositoryFacts | null;
  /** A public key's fingerprint. */
  fingerprint(blob: Uint8Array): string;
}

/** Resolves every name and path of one launch; creates nothing. */
export function makePlan(
  spec: Spec,
  { agent, bottle }: { agent: Agent; bottle: Bottle },
  facts: PlanFacts,
): Plan {
  const { slots: ofRoutes, routes } = plannedRoutes(bottle);
  const { slots, git } = plannedGit(bottle, { ...facts, slots: ofRoutes });
  const { kept } = facts;
  const declared = bottle.dockerfile === null ? null : expandHome(bottle.dockerfile, facts.userHome);
  return {
    agent: agent.name,
    bottle: bottle.name,
    identity: facts.identity,
    backend: facts.backend,
    runtime: facts.runtime,
    names: bottleNames(facts.identity),
    dockerfile: kept?.dockerfile ?? declared,
    ...spec,
    workingCopy: facts.repository === null ? null : workingCopy(facts.repository, git),
    env: plannedEnv(bottle, routes),
    skills: agent.skills.map((name) => ({ name, path: `${facts.userHome}/.claude/skills/${name}` })),
    prompt: agent.prompt,
    model: agent.passed.model ?? null,
    egress: {
      hosts: effectiveAllowlist(bottle),
      dlpAction: bottle.egress.dlpAction,
      pipelock: bottle.egress.pipelock,
      inspect: bottle.egress.inspect,
      interceptor: usesEgressProxy(bottle) ? "egress-proxy" : "pipelock",
    },
    routes,
    git,
    slots,
    supervise: bottle.supervise,
    resources: bottle.resources,
    network: facts.network,
    resumes:
      kept === null
        ? null
        : { since: kept.startedAt, ownImage: kept.dockerfile !== null, transcript: kept.transcript },
    stateDir: `${facts.home}/state/${facts.identity}`,
    queueDir: `${facts.home}/queue/${facts.identity}`,
    startedAt: facts.startedAt.toISOString(),
  };
}

/** The routes with their slots' numbers, and the reference of each slot. */
export function plannedRoutes(bottle: Bottle): { slots: string[]; routes: PlannedRoute[] } {
  const declared = bottle.routes ?? [];
  const { references, ofRoute } = planSlots(declared);
  const routes = declared.map(({ host, path_allowlist, methods, auth }, index) => {
    const slot = ofRoute[index] ?? null;
    return {
      host,
      path_allowlist: path_allowlist ?? null,
      methods: methods ?? null,
      auth: auth === undefined || slot === null ? null : { ...auth, slot },
    };
  });
  return { slots: references, routes };
}

/** The bottle's variables; a placeholder never takes the place of one that the bottle sets. */
export function plannedEnv(bottle: Bottle, routes: readonly PlannedRoute[]): PlannedEnv[] {
  const own = new Set(bottle.env.map((entry) => entry.name));
  return [...bottle.env, ...claudeEnv(routes).filter((entry) => !own.has(entry.name))];
}
