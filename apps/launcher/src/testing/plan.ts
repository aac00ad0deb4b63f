import { gitSchema, gitRemote } from "@claude-bottle/manifest";
import { bottleNames } from "@claude-bottle/shared";
import { type PlannedGit, plannedGit } from "../core/git/planned-git.ts";
import type { Plan } from "../core/plan.ts";

/** A plan with nothing in it; a test writes down what it is about. */
export function planOf(identity: string, changes: Partial<Plan> = {}): Plan {
  return {
    agent: "tester",
    bottle: "plain",
    identity,
    backend: "docker",
    runtime: "runc",
    names: bottleNames(identity),
    dockerfile: null,
    cwd: "/work",
    copyCwd: false,
    mountCwd: false,
    workingCopy: null,
    env: [],
    skills: [],
    prompt: "",
    model: null,
    turn: null,
    command: null,
    detach: false,
    egress: {
      hosts: ["api.example.com"],
      dlpAction: "block",
      pipelock: false,
      inspect: [],
      interceptor: "egress-proxy",
    },
    routes: [],
    git: [],
    slots: [],
    supervise: false,
    resources: { cpus: 1, memory: "512m", pids: 128 },
    network: { extraRoots: [], buildRoots: [], privateHosts: {}, joinNetwork: null },
    resumes: null,
    stateDir: "/nowhere/state",
    queueDir: "/nowhere/queue",
    startedAt: "2026-01-02T03:04:05.000Z",
    ...changes,
  };
}

/** A git entry as it is planned; `keys`: more of the manifest's. */
export function gitOf(name: string, upstream: string, keys: object = {}): PlannedGit {
  const own = upstream.startsWith("https:") ? {} : { IdentityFile: "~/.ssh/agent" };
  const entry = gitRemote(gitSchema.parse({ Name: name, Upstream: upstream, ...own, ...keys }));
  const fingerprint = (blob: Uint8Array): string => `SHA256:of-${blob.length}-bytes`;
  const [planned] = plannedGit({ git: [entry] }, { userHome: "/home/me", slots: [], fingerprint }).git;
  if (planned === undefined) throw new Error("no entry was planned");
  return planned;
}
