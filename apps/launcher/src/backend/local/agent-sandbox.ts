import { dirname } from "node:path/posix";
import { sidecarPorts, type Sidecar } from "@claude-bottle/shared";
import type { Plan } from "../../core/plan.ts";
import { agentEnvironment } from "../../provision/agent-environment.ts";
import { agentUser } from "../../provision/agent-user.ts";
import { GIT_CONFIG } from "../../provision/git-config.ts";
import { CA_BUNDLE, CA_CERTIFICATE } from "../../provision/trust.ts";
import { memoryOf } from "../memory-of.ts";
import { agentEtc, sidecarAddresses } from "./etc-files.ts";
import { AGENT_PATH, BIN, COMMANDS, DOOR, FRONT_SOCKET, INSIDE, NODE, RUN } from "./inside-paths.ts";
import type { Settings } from "./inside/settings.ts";
import type { Machine } from "./machine.ts";
import type { RunPaths } from "./run-paths.ts";
import type { Mount, SandboxSpec } from "./sandbox.ts";
import { systemViewWithoutRoots } from "./system-view.ts";

/** Our own first program and what it runs on. */
const OWN_PROCESSES = 24;

/** What an image would set, after Docker's agent image. */
const IMAGE_ENVIRONMENT = {
  PATH: `${AGENT_PATH}:${agentUser.home}/.local/bin`,
  LANG: "C.UTF-8",
  NPM_CONFIG_PREFIX: `${agentUser.home}/.local`,
  PIP_BREAK_SYSTEM_PACKAGES: "1",
};

/** What of the host an agent's sandbox is made from. */
export interface AgentParts {
  plan: Plan;
  machine: Machine;
  paths: RunPaths;
  /** The bundle of the first program. */
  inside: string;
  /** The CLI's own program; null: it is not there, and the plan does not run it. */
  cli: ClaudeProgram | null;
}

/** Where the CLI lies on the host, and what must be seen for it to run: itself, or the package that it is a script of. */
export interface ClaudeProgram {
  file: string;
  shown: string;
}

/** The sidecars that an agent reaches. */
export function agentSidecars({
  egress,
  git,
  supervise,
}: Pick<Plan, "egress" | "git" | "supervise">): Sidecar[] {
  return [
    egress.interceptor,
    ...(git.length === 0 ? [] : (["git-gate"] as const)),
    ...(supervise ? (["supervise"] as const) : []),
  ];
}

/** Where something of the agent's file system lies on the host, for what may change while it runs. */
export function hostPaths(paths: RunPaths): [inside: string, host: string][] {
  const config = dirname(GIT_CONFIG);
  return [
    [agentUser.home, paths.home],
    [config, `${paths.etc}${config.slice("/etc".length)}`],
    ["/etc/claude-code", `${paths.etc}/claude-code`],
    [dirname(CA_BUNDLE), paths.roots],
    [dirname(CA_CERTIFICATE), paths.certificates],
  ];
}

/** What its first process is told. */
export function agentSettings(plan: Plan): Settings {
  return {
    socket: `${DOOR}/${COMMANDS}`,
    bridges: agentSidecars(plan).map((name) => ({
      host: sidecarAddresses[name],
      port: sidecarPorts[name],
      socket: `${RUN}/${name}/${FRONT_SOCKET}`,
    })),
    environment: { ...IMAGE_ENVIRONMENT, ...agentEnvironment(plan) },
  };
}

export function agentSandbox({ plan, machine, paths, inside, cli }: AgentParts): SandboxSpec {
  const sidecars = agentSidecars(plan);
  const shown = hostPaths(paths).map(([target, source]): Mount => {
    const kind = target === agentUser.home ? "writable" : "read-only";
    return { kind, source, target };
  });
  return {
    name: plan.names.agent,
    mounts: [
      ...systemViewWithoutRoots(machine.system),
      ...Object.keys(agentEtc(sidecars)).map((name): Mount => ({
        kind: "read-only",
        source: `${paths.etc}/${name}`,
        target: `/etc/${name}`,
      })),
      ...shown,
      ...(plan.mountCwd ? [{ kind: "writable" as const, source: plan.cwd, target: agentUser.workdir }] : []),
      { kind: "read-only", source: machine.node, target: NODE },
      { kind: "read-only", source: inside, target: INSIDE },
      { kind: "writable", source: paths.door, target: DOOR },
      ...sidecars.map((name): Mount => ({
        kind: "read-only",
        source: paths.sidecar(name).front,
        target: `${RUN}/${name}`,
      })),
      ...(cli === null ? [] : claude(cli)),
    ],
    user: agentUser,
    network: false,
    environment: {},
    directory: agentUser.workdir,
    command: [NODE, INSIDE],
    processes: plan.resources.pids + OWN_PROCESSES,
    scratchBytes: memoryOf(plan),
    boundToParent: !plan.detach,
  };
}

function claude({ file, shown }: ClaudeProgram): Mount[] {
  const command = `${BIN}/claude`;
  if (file === shown) return [{ kind: "read-only", source: file, target: command }];
  return [
    { kind: "read-only", source: shown, target: shown },
    { kind: "link", to: file, target: command },
  ];
}
