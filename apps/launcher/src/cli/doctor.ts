import { expandHome } from "@claude-bottle/manifest";
import { BottleError } from "@claude-bottle/shared";
import type { Backend, Check } from "../backend/backend.ts";
import { checksText, manifestChecks } from "../core/doctor.ts";
import { plannedRoutes } from "../core/make-plan.ts";
import { exists, readNetwork } from "../host/files.ts";
import { chooseBackend } from "./backend.ts";
import { defineCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { backendFlag, formatFlag, manifestFlag } from "./flags.ts";
import { loadLibrary, resolvable } from "./load.ts";

export const doctor = defineCommand({
  name: "doctor",
  summary: "Check what a start needs on this machine and say how to mend what is missing",
  arguments: [],
  flags: {
    ...formatFlag,
    ...backendFlag,
    ...manifestFlag,
    refresh: { type: "boolean", summary: "Take the digest of the published pipelock image anew" },
  },
  async run({ flags }, context) {
    const backend = await chooseBackend(context, flags.backend);
    const checks = [
      ...(await guarded("manifest", () => ofManifest(context, flags.manifest))),
      ...(await guarded("settings", () => ofSettings(context))),
      ...(await guarded(backend.name, () => backend.checks({ refresh: flags.refresh === true }))),
    ];
    context.out(flags.format === "json" ? `${JSON.stringify(checks, null, 2)}\n` : checksText(checks));
    return checks.every((check) => check.ok) ? 0 : 1;
  },
});

async function ofManifest(context: Context, manifest: string | undefined): Promise<Check[]> {
  const library = await loadLibrary(context, manifest);
  const slots = resolvable(library).flatMap(({ bottle }) => [
    ...plannedRoutes(bottle).slots,
    ...bottle.git.flatMap(({ tokenRef }) => tokenRef ?? []),
  ]);
  const files = new Set<string>();
  for (const slot of slots) {
    if (!slot.startsWith("file:")) continue;
    const path = slot.slice("file:".length);
    if (await exists(expandHome(path, context.userHome))) files.add(path);
  }
  return manifestChecks({
    home: context.home,
    agents: library.agents.size,
    problems: library.problems.length,
    tokenRefs: [...new Set(slots)],
    hasVariable: (name) => context.environment.host(name) !== undefined,
    hasFile: (path) => files.has(path),
  });
}

async function ofSettings(context: Context): Promise<Check[]> {
  const { extraRoots, privateHosts } = await readNetwork(context, context.environment);
  const says = `${extraRoots.length} extra roots, ${Object.keys(privateHosts).length} private hosts`;
  return [{ name: "settings", ok: true, says, mend: null }];
}

/** Turns a failure into a line of its own. */
async function guarded(name: string, work: () => ReturnType<Backend["checks"]>): Promise<Check[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BottleError)) throw error;
    return [{ name, ok: false, says: error.message, mend: error.hint ?? null }];
  }
}
