import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CHECKOUT = join(import.meta.dirname, "../..");

export interface Home extends Disposable {
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Whether the bottle has a pipelock; only where one was given. */
  hasPipelock: boolean;
  /** The `claude-bottle` command with these arguments. */
  command(...args: readonly string[]): [string, ...string[]];
}

/** The command as a package has it, on the bundle that was built last; in a checkout it would take the sources. */
function install(root: string): string {
  const command = join(root, "bin/claude-bottle");
  for (const path of ["bin", "apps/launcher", "node_modules/.bin"])
    mkdirSync(join(root, path), { recursive: true });
  copyFileSync(join(CHECKOUT, "bin/claude-bottle"), command);
  symlinkSync(join(CHECKOUT, "apps/launcher/dist"), join(root, "apps/launcher/dist"));
  symlinkSync(process.execPath, join(root, "node_modules/.bin/node"));
  return command;
}

/** A home with one agent whose bottle has a route with a credential, as most have; nothing in it is ever contacted. */
export function createHome(): Home {
  const root = mkdtempSync(join(tmpdir(), "claude-bottle-bench-"));
  const home = join(root, ".claude-bottle");
  const cwd = join(root, "work");
  const installed = install(join(root, "package"));
  for (const path of [cwd, join(home, "bottles"), join(home, "agents")]) mkdirSync(path, { recursive: true });
  const given = ["CLAUDE_BOTTLE_PIPELOCK_IMAGE", "CLAUDE_BOTTLE_PIPELOCK_BINARY"];
  const hasPipelock = given.some((name) => (process.env[name] ?? "") !== "");
  writeFileSync(
    join(home, "bottles", "bench.md"),
    `---
egress:
  pipelock: ${hasPipelock}
egress_proxy:
  routes:
    - host: api.example.com
      auth: { scheme: Bearer, token_ref: BENCH_TOKEN }
---
`,
  );
  writeFileSync(join(home, "agents", "bench.md"), "---\nbottle: bench\n---\n");
  writeFileSync(join(home, "bottles", "local.md"), "---\negress: { pipelock: false }\n---\n");
  writeFileSync(join(home, "agents", "local.md"), "---\nbottle: local\n---\n");
  return {
    env: {
      ...process.env,
      HOME: root,
      CLAUDE_BOTTLE_HOME: home,
      BENCH_TOKEN: "bench-token-that-is-never-sent",
      NO_COLOR: "1",
    },
    cwd,
    hasPipelock,
    command: (...args) => [installed, ...args],
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}
