import { stringify } from "yaml";
import { within } from "./json-source.ts";
import { translateBottle } from "./legacy-keys.ts";
import { assemble, bottleFile } from "./library.ts";
import { agentFile, readTop } from "./manifest-json.ts";
import { problemsError } from "./problem.ts";
import { quote } from "./quote.ts";

export interface MigratedFile {
  /** Below the manifest directory, e.g. `bottles/dev.md`. */
  path: string;
  text: string;
}

/**
 * A legacy `claude-bottle.json` in the per-file form. Throws `manifest-invalid` with every line that has to be
 * rewritten by hand first.
 */
export function migrate(path: string, text: string): MigratedFile[] {
  const { source, ...top } = readTop(path, text);
  const bottles = Object.entries(top.bottles).map(([name, data]) =>
    bottleFile(name, within(source, ["bottles", name], translateBottle(data)), ""),
  );
  const agents = Object.entries(top.agents).map(([name, data]) =>
    agentFile(name, within(source, ["agents", name], data)),
  );
  const { problems } = assemble({
    bottles: new Map(bottles.map((bottle) => [bottle.name, bottle])),
    agents: new Map(agents.map((agent) => [agent.name, agent])),
    warnings: [],
  });
  if (problems.length > 0)
    throw problemsError("manifest-invalid", `Cannot migrate the manifest ${quote(path)}`, problems);
  return [
    ...bottles.map(({ name, data }) => ({ path: `bottles/${name}.md`, text: render(data, "") })),
    ...agents.map(({ name, data, prompt }) => ({ path: `agents/${name}.md`, text: render(data, prompt) })),
  ];
}

/** Front matter and body. */
function render(data: unknown, body: string): string {
  const keys =
    JSON.stringify(data) === "{}"
      ? ""
      : stringify(data, { version: "1.2", schema: "core", lineWidth: 0, aliasDuplicateObjects: false });
  return `---\n${keys}---\n${body === "" ? "" : `\n${body.trimEnd()}\n`}`;
}
