import { effectiveAllowlist, resolveAgent } from "@claude-bottle/manifest";
import { columns } from "../core/columns.ts";
import { gitRows } from "../core/git/git-rows.ts";
import { plannedGit } from "../core/git/planned-git.ts";
import { jsonGate } from "../core/json-plan.ts";
import { plannedEnv, plannedRoutes } from "../core/make-plan.ts";
import { listRows, routeRows } from "../core/preflight.ts";
import { printable } from "../core/printable.ts";
import { fingerprint } from "../host/fingerprint.ts";
import { defineCommand } from "./command.ts";
import { formatFlag, manifestFlag } from "./flags.ts";
import { loadLibrary } from "./load.ts";

export const info = defineCommand({
  name: "info",
  summary: "Show what an agent would get: variables, skills, remotes, hosts, routes, prompt",
  arguments: [{ name: "agent", required: true, values: "agents" }],
  flags: { ...formatFlag, ...manifestFlag },
  async run({ arguments: [name = ""], flags }, context) {
    const { agent, bottle } = resolveAgent(await loadLibrary(context, flags.manifest), name);
    const { slots, routes } = plannedRoutes(bottle);
    const { git } = plannedGit(bottle, { userHome: context.userHome, slots, fingerprint });
    const facts = {
      agent: agent.name,
      bottle: bottle.name,
      env_names: plannedEnv(bottle, routes).map((entry) => entry.name),
      skills: agent.skills,
      git_remotes: git.map(({ name, url }) => ({ name, upstream: url })),
      git_gate: git.map(jsonGate),
      hosts: effectiveAllowlist(bottle),
      routes,
      supervise: bottle.supervise,
      prompt: agent.prompt,
    };
    if (flags.format === "json") {
      context.out(`${JSON.stringify(facts, null, 2)}\n`);
      return 0;
    }
    const rows: [string, string][] = [
      ["Agent", facts.agent],
      ["Bottle", facts.bottle],
      ...listRows("Env", facts.env_names),
      ...listRows("Skills", facts.skills),
      ...gitRows(git),
      ...facts.hosts.map((host, index): [string, string] => [index === 0 ? "Hosts" : "", host]),
      ...routeRows(routes),
      ["Supervise", facts.supervise ? "on" : "off"],
    ];
    context.out(
      `${columns(rows).join("\n")}\n\n${facts.prompt === "" ? "No prompt" : printable(facts.prompt.trimEnd())}\n`,
    );
    return 0;
  },
});
