import { columns } from "../core/columns.ts";
import { printable } from "../core/printable.ts";
import { resumeCommand } from "../core/state.ts";
import { listStates } from "../host/state-files.ts";
import { unheld } from "../host/state-lock.ts";
import { reachableBackends } from "./backend.ts";
import { defineCommand } from "./command.ts";
import { backendFlag, formatFlag, manifestFlag } from "./flags.ts";
import { loadLibrary } from "./load.ts";

export const list = defineCommand({
  name: "list",
  summary: "List the agents of the manifest, the running bottles and the kept state",
  arguments: [],
  flags: { ...formatFlag, ...backendFlag, ...manifestFlag },
  async run({ flags }, context) {
    const library = await loadLibrary(context, flags.manifest);
    const backends = await reachableBackends(context, flags.backend);
    const running = (await Promise.all(backends.map((backend) => backend.list()))).flat();
    const alive = new Set(running.map((bottle) => bottle.identity));
    const ended = (await listStates(context.home)).filter((state) => !alive.has(state.identity));
    const kept = await unheld(ended);
    const agents = [...library.agents.values()].map(({ name, data }) => ({
      name,
      bottle: data?.bottle ?? null,
      description: data?.description ?? null,
    }));
    if (flags.format === "json") {
      const result = {
        agents: agents,
        running,
        kept: kept.map(({ identity, path, metadata }) => ({ identity, path, ...metadata })),
      };
      context.out(`${JSON.stringify(result, null, 2)}\n`);
      return 0;
    }
    context.out(
      [
        ...section(
          "Agents",
          agents.map(({ name, bottle, description }) => [
            name,
            bottle ?? "cannot be read",
            printable((description ?? "").replaceAll(/\s+/g, " ")),
          ]),
        ),
        ...section(
          "Running",
          running.map(({ identity, bottle, startedAt, cwd }) => [identity, bottle, startedAt, cwd]),
        ),
        ...section(
          "Kept",
          kept.map(({ identity, path, metadata }) => [
            identity,
            metadata?.started_at ?? "metadata cannot be read",
            metadata?.cwd ?? path,
            metadata === null ? "" : resumeCommand(identity),
          ]),
        ),
      ].join("\n"),
    );
    if (library.problems.length > 0) {
      context.err(`Some manifest files could not be read; claude-bottle validate says which\n`);
    }
    return 0;
  },
});

function section(title: string, rows: string[][]): string[] {
  return [title, ...(rows.length === 0 ? ["  none"] : columns(rows, "  ")), ""];
}
