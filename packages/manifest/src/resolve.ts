import { BottleError } from "@claude-bottle/shared";
import type { BottleData } from "./bottle.ts";
import type { DlpAction, Route } from "./egress.ts";
import { readEnvValue, type EnvSource } from "./env.ts";
import { gitRemote, type GitRemote } from "./git-remote.ts";
import { unknownBottle, type AgentFile, type Library } from "./library.ts";
import { lineage, nameHint, type BottleFile } from "./lineage.ts";
import { mergeBottles } from "./merge.ts";
import { formatProblem, problemsError } from "./problem.ts";
import { quote } from "./quote.ts";
import { defaultResources } from "./resources.ts";

/** A bottle with `extends` and every default applied. */
export interface Bottle {
  name: string;
  path: string;
  /** Every bottle that it is made of, bases first, itself last. */
  lineage: string[];
  env: EnvSource[];
  git: GitRemote[];
  egress: { allowlist: string[]; dlpAction: DlpAction; pipelock: boolean; inspect: string[] };
  /** null: no `egress_proxy` in the manifest. */
  routes: Route[] | null;
  supervise: boolean;
  resources: { cpus: number; memory: string; pids: number };
  /** Path on the host, `~` not yet expanded; null: the project's. */
  dockerfile: string | null;
}

export interface Agent {
  name: string;
  path: string;
  origin: AgentFile["origin"];
  /** Path of the agent in the home that this one of the working directory stands in for. */
  replaces: string | null;
  bottle: string;
  skills: string[];
  prompt: string;
  /** Keys that go to Claude Code as they are. */
  passed: { name?: string; description?: string; model?: string; color?: string; memory?: string };
}

/** One agent and its bottle, ready to plan with. Throws `unknown-agent`, `unknown-bottle` or `manifest-invalid`. */
export function resolveAgent(library: Library, name: string): { agent: Agent; bottle: Bottle } {
  const file = library.agents.get(name);
  if (file === undefined)
    throw new BottleError("unknown-agent", `Cannot find the agent ${quote(name)}`, {
      hint: nameHint(name, [...library.agents.keys()]),
    });
  if (file.data === null)
    throw problemsError("manifest-invalid", `Cannot use the agent ${quote(name)}`, file.problems);
  const [unknown] = unknownBottle(library.bottles, file);
  if (unknown !== undefined)
    throw new BottleError("unknown-bottle", formatProblem({ ...unknown, hint: null }), {
      hint: unknown.hint ?? "Create the bottle",
    });
  const { bottle, skills, ...passed } = file.data;
  const agent: Agent = {
    name,
    path: file.source.file,
    origin: file.origin,
    replaces: file.replaces,
    bottle,
    skills: [...new Set(skills)],
    prompt: file.prompt,
    passed: written(passed),
  };
  return { agent, bottle: resolveBottle(library, bottle) };
}

function written(passed: { [K in keyof Agent["passed"]]: string | undefined }): Agent["passed"] {
  return Object.fromEntries(Object.entries(passed).filter(([, value]) => value !== undefined));
}

/** One bottle. Throws `unknown-bottle` or `manifest-invalid`. */
export function resolveBottle(library: Library, name: string): Bottle {
  const file = library.bottles.get(name);
  if (file === undefined)
    throw new BottleError("unknown-bottle", `Cannot find the bottle ${quote(name)}`, {
      hint: nameHint(name, [...library.bottles.keys()]),
    });
  const { parts, problems } = lineage(library.bottles, file);
  const all = [...parts.flatMap((part) => part.problems), ...problems];
  if (all.length > 0) throw problemsError("manifest-invalid", `Cannot use the bottle ${quote(name)}`, all);
  const data = mergeBottles(parts.flatMap((part) => part.data ?? []));
  return withDefaults(data, { file, lineage: parts.map((part) => part.name) });
}

function withDefaults(data: BottleData, of: { file: BottleFile; lineage: string[] }): Bottle {
  return {
    name: of.file.name,
    path: of.file.source.file,
    lineage: of.lineage,
    env: Object.entries(data.env ?? {}).map(([name, text]) => readEnvValue(name, text)),
    git: (data.git ?? []).map(gitRemote),
    egress: {
      allowlist: data.egress?.allowlist ?? [],
      dlpAction: data.egress?.dlp_action ?? "block",
      pipelock: data.egress?.pipelock ?? true,
      inspect: data.egress?.inspect ?? [],
    },
    routes: data.egress_proxy === undefined ? null : (data.egress_proxy.routes ?? []),
    supervise: data.supervise ?? false,
    resources: {
      cpus: data.resources?.cpus ?? defaultResources.cpus,
      memory: data.resources?.memory ?? defaultResources.memory,
      pids: data.resources?.pids ?? defaultResources.pids,
    },
    dockerfile: data.dockerfile ?? null,
  };
}
