import { existsSync, mkdtempSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { describeBackend } from "../../apps/launcher/src/backend/backend.contract.ts";
import { localBackend, localParts } from "../../apps/launcher/src/backend/local/local-backend.ts";
import { environmentOf } from "../../apps/launcher/src/host/environment.ts";
import { gitOf, planOf } from "../../apps/launcher/src/testing/plan.ts";
import type { Interceptor, Plan } from "../../apps/launcher/src/core/plan.ts";
import { bundleStandIn } from "../pipelock/bundle-stand-in.ts";
import { localMissing, localObjects } from "../world/local-objects.ts";

const home = mkdtempSync(join(tmpdir(), "cb-local-"));
const runs = join(home, "run");
const standIn = join(home, "pipelock");
const environment = environmentOf({ CLAUDE_BOTTLE_HOME: home, CLAUDE_BOTTLE_PIPELOCK_BINARY: standIn });
const parts = localParts(environment);
const withPipelock = (interceptor: Interceptor): Partial<Plan> => ({
  egress: { ...planOf("any-00000").egress, pipelock: true, interceptor },
});
const unbuilt = ["launcher/dist/inside.mjs", "egress-proxy/dist/main.mjs", "git-gate/dist/main.mjs"].find(
  (file) => !existsSync(join(parts.assets, "apps", file)),
);
const missing = localMissing() ?? (unbuilt === undefined ? null : `"${unbuilt}" is not built`);

beforeAll(() => bundleStandIn(standIn));
afterAll(() => rm(home, { recursive: true, force: true }));

describeBackend({
  name: "local",
  missing,
  holds: "process",
  backend: (checkpoint = () => undefined) => localBackend({ ...parts, checkpoint }),
  objects: (identity) => localObjects(runs, identity),
  broken: {
    backend: localBackend({
      ...parts,
      machine: async (plan) => ({ ...(await parts.machine(plan)), node: "/nowhere/node" }),
    }),
    words: /Can't find source path \/nowhere\/node/,
  },
  kinds: [
    { says: "egress-proxy alone", changes: {}, missing: null },
    { says: "pipelock behind egress-proxy", changes: withPipelock("egress-proxy"), missing: null },
    { says: "pipelock as the agent's proxy", changes: withPipelock("pipelock"), missing: null },
    {
      says: "git-gate beside egress-proxy",
      changes: { git: [gitOf("app", "https://git.example.com/a/b.git")] },
      missing: null,
    },
  ],
  async occupy(name) {
    const directory = join(runs, name.replace("claude-bottle-", ""));
    await mkdir(directory, { recursive: true });
    return { [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) };
  },
});
