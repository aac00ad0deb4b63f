import { bottleNames } from "@claude-bottle/shared";
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
    slots: [],
    resources: { cpus: 1, memory: "512m", pids: 128 },
    network: { extraRoots: [], buildRoots: [], privateHosts: {}, joinNetwork: null },
    stateDir: "/nowhere/state",
    startedAt: "2026-01-02T03:04:05.000Z",
    ...changes,
  };
}
