import { insteadOf } from "../core/git/instead-of.ts";
import type { Plan, PlannedSkill } from "../core/plan.ts";
import { currentConfig, type LiveState } from "@claude-bottle/shared/contracts";
import { agentUser } from "./agent-user.ts";
import { currentConfigFiles } from "./current-config-files.ts";
import { GIT_CONFIG } from "./git-config.ts";
import { MCP_SERVERS, mcpServers } from "./mcp-servers.ts";
import { CA_CERTIFICATE } from "./trust.ts";

export const PROMPT_FILE = `${agentUser.home}/.claude-bottle-prompt.txt`;
const SKILLS = `${agentUser.home}/.claude/skills`;
/** Where the CLI keeps its conversations, one directory for each working directory. */
export const TRANSCRIPTS = `${agentUser.home}/.claude/projects`;

/** One thing to put into the agent. `owner` decides who may change it there. */
export type Provision =
  | {
      step: "ca" | "prompt" | "git" | "supervise";
      path: string;
      owner: "root" | "agent";
      mode: number;
      text: string;
    }
  | { step: "skills"; directory: string; skills: PlannedSkill[] }
  | { step: "transcript"; directory: string; source: string };

/** What goes into the agent before it starts, in this order; what is empty is left out. `live` null: no supervise. */
export function provisions(plan: Plan, certificate: string | null, live: LiveState | null): Provision[] {
  const { skills, prompt, resumes } = plan;
  const source = resumes?.transcript ?? null;
  return [
    ...(certificate === null ? [] : [authority(certificate)]),
    // Always there, so that a command of the operator's finds it empty rather than missing
    { step: "prompt", path: PROMPT_FILE, owner: "agent", mode: 0o600, text: prompt },
    ...(skills.length === 0 ? [] : [{ step: "skills" as const, directory: SKILLS, skills }]),
    ...(plan.git.length === 0 ? [] : [gitRemotes(plan)]),
    ...(live === null ? [] : supervision(live)),
    ...(source === null ? [] : [{ step: "transcript" as const, directory: TRANSCRIPTS, source }]),
  ];
}

function gitRemotes({ git, workingCopy, egress }: Plan): Provision {
  const written = (workingCopy?.remotes ?? []).map(({ shown }) => shown.url);
  return {
    step: "git",
    path: GIT_CONFIG,
    owner: "root",
    mode: 0o644,
    text: insteadOf(git, { written, readable: egress.hosts }),
  };
}

function supervision(live: LiveState): Provision[] {
  const step = "supervise";
  const inForce = currentConfigFiles(live).map(
    ({ name, text }) =>
      ({ step, path: `${currentConfig.directory}/${name}`, owner: "root", mode: 0o444, text }) as const,
  );
  return [{ step, path: MCP_SERVERS, owner: "root", mode: 0o644, text: mcpServers }, ...inForce];
}

function authority(text: string): Provision {
  return { step: "ca", path: CA_CERTIFICATE, owner: "root", mode: 0o644, text };
}
