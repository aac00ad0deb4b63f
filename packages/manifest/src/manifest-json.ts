import { z } from "zod";
import { jsonAgentSchema } from "./agent.ts";
import { check } from "./check.ts";
import { readJson, within } from "./json-source.ts";
import { assemble, bottleFile, type AgentFile, type Library } from "./library.ts";
import { nameSchema } from "./name.ts";
import { problemsError } from "./problem.ts";
import { quote } from "./quote.ts";
import { mapSection } from "./section.ts";
import type { Source } from "./source.ts";

const topSchema = z.strictObject({
  bottles: mapSection(z.record(nameSchema, z.unknown())),
  agents: mapSection(z.record(nameSchema, z.unknown())),
});

/** The two maps of a JSON manifest. Throws `manifest-invalid` when the file as a whole cannot be read. */
export function readTop(path: string, text: string) {
  const source = readJson(path, text);
  // What is wrong inside one bottle or agent is its own affair.
  const whole: Source = { ...source, faults: source.faults.filter((fault) => fault.path.length < 3) };
  const { value, problems } = check(topSchema, whole);
  if (value === null)
    throw problemsError("manifest-invalid", `Cannot use the manifest ${quote(path)}`, problems);
  return { source, bottles: value.bottles ?? {}, agents: value.agents ?? {} };
}

/** `{ "bottles": {…}, "agents": {…} }` with the schema of the files; an agent's prompt is its key `prompt`. */
export function readManifestJson(path: string, text: string): Library {
  const { source, ...top } = readTop(path, text);
  const bottles = Object.entries(top.bottles).map(
    ([name, data]) => [name, bottleFile(name, within(source, ["bottles", name], data), "")] as const,
  );
  const agents = Object.entries(top.agents).map(
    ([name, data]) => [name, agentFile(name, within(source, ["agents", name], data))] as const,
  );
  return assemble({ bottles: new Map(bottles), agents: new Map(agents), warnings: [] });
}

/** An agent from JSON data. */
export function agentFile(name: string, source: Source): AgentFile {
  const { value, problems } = check(jsonAgentSchema, source);
  const file = { name, source, origin: "manifest", replaces: null, problems } as const;
  if (value === null) return { ...file, data: null, prompt: "" };
  const { prompt = "", ...data } = value;
  return { ...file, data, prompt: prompt.trim() === "" ? "" : prompt };
}
