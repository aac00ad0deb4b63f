import { effectiveAllowlist, resolveAgent } from "@claude-bottle/manifest";
import { columns } from "../core/columns.ts";
import { plannedEnv, plannedRoutes } from "../core/make-plan.ts";
import { listRows, routeRows } from "../core/preflight.ts";
import { printable } from "../core/printable.ts";
import { defineCommand } from "./command.ts";
import { formatFlag, manifestFlag } from "./flags.ts";
import { loadLibrary } from "./load.ts";

export const info = defineCommand({
  name: "info",
  summary: "Show what an agent would get: variables, skills, remotes, hosts, routes, prompt",
  arguments: [{ name: "agent", required: true }],
  flags: { ...formatFlag, ...manifestFlag },
  async run({ arguments: [name = ""], flags }, context) {
    const { agent, bottle } = resolveAgent(await loadLibrary(context, flags.manifest), name);
    const { routes } = plannedRoutes(bottle);
    const facts = {
      agent: agent.name,
      bottle: bottle.name,
      env_names: plannedEnv(bottle, routes).map((entry) => entry.name),
      skills: agent.skills,
      git_remotes: bottle.git.map((entry) => ({ name: entry.name, upstream: entry.url })),
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
      ...listRows(
        "Git remotes",
        facts.git_remotes.map((git) => `${git.name} ${git.upstream}`),
      ),
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
