import type { AuthScheme, DlpAction, Route } from "@claude-bottle/manifest/egress";
import type { PlannedGit } from "./git/planned-git.ts";
import type { WorkingCopy } from "./git/working-copy.ts";
import type { BottleNames } from "@claude-bottle/shared";

/** Who terminates the agent's TLS and is its proxy. */
export type Interceptor = "egress-proxy" | "pipelock";

/** Every rule that a route of the manifest may have, null where it has none: one that is new there must come along. */
type RouteRules = {
  [Rule in Exclude<keyof Route, "host" | "auth">]-?: NonNullable<Route[Rule]> | null;
};

export interface PlannedRoute extends RouteRules {
  host: string;
  auth: { scheme: AuthScheme; token_ref: string; slot: number } | null;
}

/** One variable of the agent's environment; the value of a literal is no secret, the others are never here. */
export type PlannedEnv =
  | { name: string; from: "literal"; value: string }
  | { name: string; from: "prompt"; question: string }
  | { name: string; from: "host"; variable: string };

export interface PlannedSkill {
  name: string;
  /** Absolute path of the skill's directory on the host. */
  path: string;
}

/** Operator-wide settings that reach a bottle: corporate roots, private names, an engine network to leave through. */
export interface PlannedNetwork {
  /** Roots that the last leg trusts besides the system's (PEM text). */
  extraRoots: string[];
  /** Those of them that a network shows which intercepts TLS: image builds meet them too. */
  buildRoots: string[];
  /** name → `ip` or `ip:port`. */
  privateHosts: Record<string, string>;
  /** An existing engine network that the last leg joins too. */
  joinNetwork: string | null;
}

/** What an earlier session of the same identity left for this one. */
interface PlannedResume {
  /** When that session began, ISO 8601. */
  since: string;
  /** Whether the plan's `dockerfile` is this bottle's own, of an approved change of its image. */
  ownImage: boolean;
  /** Directory on the host with the conversations of the agent's CLI; null: none was kept. */
  transcript: string | null;
}

/** Everything resolved, nothing created: what the preflight prints is what the backend carries out. */
export interface Plan {
  agent: string;
  bottle: string;
  identity: string;
  backend: string;
  runtime: string;
  names: BottleNames;
  /** Path of an own agent Dockerfile; null: the project's. */
  dockerfile: string | null;
  cwd: string;
  /** Copy `cwd` (with `.git`) into a derived image. */
  copyCwd: boolean;
  /** Give the agent `cwd` itself, to read and write. */
  mountCwd: boolean;
  /** What is in the repository that is copied; null: nothing is. */
  workingCopy: WorkingCopy | null;
  /** All that the agent's environment gets of the manifest, the model API's placeholders included; proxy and CA variables are the backend's. */
  env: PlannedEnv[];
  skills: PlannedSkill[];
  prompt: string;
  /** Keys of the agent file that the CLI understands, passed through. */
  model: string | null;
  /** One headless turn with this text instead of a session. */
  turn: string | null;
  /** Run this instead of the agent's CLI. */
  command: string[] | null;
  /** Runs in the background what it was given to run, and stays for `exec` when that is nothing. */
  detach: boolean;
  egress: {
    hosts: string[];
    dlpAction: DlpAction;
    pipelock: boolean;
    inspect: string[];
    interceptor: Interceptor;
  };
  routes: PlannedRoute[];
  git: PlannedGit[];
  /** Reference of each slot, in order of declaration: first those of the routes, then those that only git entries have. */
  slots: string[];
  /** Whether the agent may propose changes to the operator. */
  supervise: boolean;
  resources: { cpus: number; memory: string; pids: number };
  network: PlannedNetwork;
  /** Null: a first session. */
  resumes: PlannedResume | null;
  /** Directory of this bottle's state on the host. */
  stateDir: string;
  /** Directory of this bottle's proposals and answers on the host. */
  queueDir: string;
  startedAt: string;
}
