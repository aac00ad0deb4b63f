import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const VERSION = "11.0.2";
const INSTALL_WITHIN_MS = 600_000;

export type Installed = { file: string } | { missing: string };

function works(file: string): boolean {
  const { status, stdout } = spawnSync(file, ["--version"], { encoding: "utf8", timeout: 30_000 });
  return status === 0 && stdout.includes(`Mitmproxy: ${VERSION}`);
}

/** The pinned mitmdump in an environment of its own under the user's cache, made at the first call; or why there is none. */
export function installMitmdump(say: (line: string) => void): Installed {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const root = join(cache, "claude-bottle", `mitmproxy-${VERSION}`);
  const file = join(root, "bin", "mitmdump");
  if (works(file)) return { file };
  say(`installing mitmproxy ${VERSION} into ${root}`);
  rmSync(root, { recursive: true, force: true });
  const steps: [string, ...string[]][] = [
    ["python3", "-m", "venv", root],
    [join(root, "bin", "pip"), "install", "--quiet", "--disable-pip-version-check", `mitmproxy==${VERSION}`],
  ];
  for (const [command, ...args] of steps) {
    const { status, stderr, error } = spawnSync(command, args, {
      encoding: "utf8",
      timeout: INSTALL_WITHIN_MS,
    });
    if (status !== 0) {
      const last = (stderr ?? "").trim().split("\n").at(-1);
      return { missing: `${command} ${args[0]} failed: ${error?.message ?? last ?? "without a word"}` };
    }
  }
  return works(file) ? { file } : { missing: `${file} does not answer as mitmproxy ${VERSION}` };
}
