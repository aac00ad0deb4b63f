import { basename, dirname } from "node:path";
import {
  type Library,
  type Problem,
  formatProblem,
  readLibrary,
  readManifestJson,
} from "@claude-bottle/manifest";
import { BottleError } from "@claude-bottle/shared";
import { readManifestFiles, readNamedFile } from "../host/files.ts";
import { defineCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { formatFlag } from "./flags.ts";
import { hostPath } from "./load.ts";

const kinds = { agents: "agent", bottles: "bottle" } as const;

export const validate = defineCommand({
  name: "validate",
  summary: "Read the manifest, or these files of it, and print every error with file and line",
  arguments: [{ name: "files", required: false, many: true }],
  flags: formatFlag,
  async run({ arguments: files, flags }, context) {
    const { problems, warnings, says } = await read(files, context);
    if (flags.format === "json") {
      context.out(`${JSON.stringify({ problems, warnings }, null, 2)}\n`);
    } else {
      for (const problem of problems) context.out(`${formatProblem(problem)}\n`);
      if (problems.length === 0) context.out(`${says}, no errors\n`);
    }
    for (const warning of warnings) context.err(`! ${warning}\n`);
    return problems.length === 0 ? 0 : 1;
  },
});

interface Reading {
  problems: Problem[];
  warnings: string[];
  says: string;
}

async function read(files: readonly string[], context: Context): Promise<Reading> {
  const declared = await readManifestFiles(context);
  if (files.length === 0) return reading(readLibrary(declared));
  const paths = files.map((file) => hostPath(file, context));
  const readings = paths
    .filter((path) => path.endsWith(".json"))
    .map(async (path) => reading(readManifestJson(path, await readNamedFile(path))));
  const own = await Promise.all(
    paths
      .filter((path) => !path.endsWith(".json"))
      .map(async (path) => ({
        path,
        kind: kindOf(path),
        origin: "home" as const,
        text: await readNamedFile(path),
      })),
  );
  // The files named stand beside the declared ones, so that a bottle that an agent names is found.
  const beside = declared.filter((file) => !paths.includes(file.path));
  const library = readLibrary([...beside, ...own]);
  const all = [...(await Promise.all(readings)), { problems: library.problems, warnings: library.warnings }];
  return {
    problems: all.flatMap((each) => each.problems).filter((problem) => paths.includes(problem.file)),
    warnings: all.flatMap((each) => each.warnings),
    says: `${files.length} ${files.length === 1 ? "file" : "files"}`,
  };
}

function reading({ problems, warnings, agents, bottles }: Library): Reading {
  return { problems, warnings, says: `Bottles: ${bottles.size}, agents: ${agents.size}` };
}

function kindOf(path: string): "agent" | "bottle" {
  const folder = basename(dirname(path));
  if (folder === "agents" || folder === "bottles") return kinds[folder];
  throw new BottleError("usage", `"${path}" is in neither a bottles nor an agents directory`, {
    hint: "Name files as they stand: …/bottles/<name>.md, …/agents/<name>.md, or a .json manifest",
  });
}
