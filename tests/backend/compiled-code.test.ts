import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withCompiledCode } from "../../apps/launcher/src/backend/local/compiled-code.ts";
import type { Launching } from "../../apps/launcher/src/backend/local/launching.ts";
import { readMachine } from "../../apps/launcher/src/backend/local/machine.ts";
import { makeRunDirectory, makeSidecar } from "../../apps/launcher/src/backend/local/run-directory.ts";
import { runPaths } from "../../apps/launcher/src/backend/local/run-paths.ts";
import type { SandboxSpec } from "../../apps/launcher/src/backend/local/sandbox.ts";
import { sidecarSandbox } from "../../apps/launcher/src/backend/local/sidecar-sandbox.ts";
import { startSandbox } from "../../apps/launcher/src/backend/local/start-sandbox.ts";
import { planOf } from "../../apps/launcher/src/testing/plan.ts";
import { localMissing } from "../world/local-objects.ts";

const NAME = "egress-proxy";

describe.skipIf(localMissing() !== null)("the compiled code of a sidecar", { timeout: 60_000 }, () => {
  let root: string;
  let app: string;
  let launching: Launching;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "cb-compiled-"));
    app = join(root, "app");
    await mkdir(app);
    await writeFile(join(app, "main.mjs"), "export const one = () => 1; one();");
    const plan = planOf("compiled-00000");
    launching = {
      plan,
      machine: await readMachine(),
      paths: runPaths(join(root, "run"), plan.identity),
      compiled: join(root, "compiled"),
      undo: new AsyncDisposableStack(),
      checkpoint: () => undefined,
      report: () => undefined,
      signal: new AbortController().signal,
      secrets: { env: new Map(), slots: [], keys: new Map() },
      sandboxes: [],
      cli: null,
      pipelock: null,
    };
    await makeRunDirectory(launching);
    await makeSidecar(launching, NAME);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  const plain = (): SandboxSpec => sidecarSandbox({ ...launching, name: NAME, app, processes: 64 });
  const compiled = async (changes: Partial<Launching> = {}): Promise<SandboxSpec> =>
    await withCompiledCode({ ...launching, ...changes }, plain(), { name: NAME, app });
  const places = (): Promise<string[]> => readdir(join(launching.compiled, NAME));

  /** What Node says of it in such a sandbox. */
  async function said(spec: SandboxSpec, more: Partial<SandboxSpec> = {}): Promise<string> {
    const log = join(launching.paths.logs, "said.log");
    await rm(log, { force: true });
    const environment = { ...spec.environment, NODE_DEBUG_NATIVE: "COMPILE_CACHE" };
    await (
      await startSandbox(launching.machine, { ...spec, environment, ...more }, { log, input: "" })
    ).ended;
    return await readFile(log, "utf8");
  }

  test("is made once, and taken by every start of that program", async () => {
    expect(await said(await compiled())).toMatch(/code cache for ESM \S*main.mjs was accepted/);
    const [made] = await places();
    expect(await compiled()).toEqual(await compiled());
    expect(await places()).toEqual([made]);
  });

  test("cannot be changed by who runs from it", async () => {
    const spec = await compiled();
    const change =
      'cd "$NODE_COMPILE_CACHE"/* && for file in *; do echo x >"$file"; rm -f "$file"; done; touch new';
    expect(await said(spec, { command: ["/bin/sh", "-c", change] })).toMatch(
      /Read-only file system[\s\S]*Read-only file system[\s\S]*Read-only file system/,
    );
    expect(await said(spec)).toContain("was accepted");
  });

  test("of another version of the program is made anew, in the place of the earlier one", async () => {
    const [before] = await places();
    await copyFile(join(app, "main.mjs"), join(root, "earlier.mjs"));
    await writeFile(join(app, "main.mjs"), "export const two = () => 2; two();");
    expect(await said(await compiled())).toContain("was accepted");
    const [after, ...others] = await places();
    expect({ same: after === before, others }).toEqual({ same: false, others: [] });
  });

  test("that cannot be made is gone without; nothing of the attempt stays", async () => {
    await writeFile(join(app, "main.mjs"), "export const three = () => 3;");
    const before = await places();
    const file = join(root, "a-file");
    await writeFile(file, "");
    expect(await compiled({ compiled: file })).toEqual(plain());
    expect(await compiled({ machine: { ...launching.machine, bubblewrap: "/nowhere/bwrap" } })).toEqual(
      plain(),
    );
    expect(await places()).toEqual(before);
  });

  test("an interrupted launch ends there", async () => {
    const signal = AbortSignal.abort(new Error("interrupted here"));
    await writeFile(join(app, "main.mjs"), "export const four = () => 4;");
    await expect(compiled({ signal })).rejects.toThrow("interrupted here");
  });
});
