import { localMissing } from "../../tests/world/local-objects.ts";
import { compared } from "../compared.ts";
import { inRounds } from "../pairing.ts";
import type { Measurement } from "../row.ts";
import type { Home } from "./home.ts";
import { type Timed, timedCommand } from "./timed-command.ts";

const NAMESPACES = ["--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"];

function bottle(home: Home): Promise<Timed> {
  const start = home.command("start", "local", "--backend", "local", "--yes", "--", "echo", "first");
  return timedCommand(start, home.env, home.cwd);
}

/** A bottle without an engine against bubblewrap alone around the same command; none where there is no bubblewrap. */
export async function launchLocal(
  home: Home,
  { rounds, say }: { rounds: number; say: (line: string) => void },
): Promise<Measurement[]> {
  const missing = localMissing();
  if (missing !== null) {
    say(`no bottles without an engine: ${missing}`);
    return [];
  }
  await bottle(home);
  const measure = {
    ours: () => bottle(home),
    peer: () => timedCommand(["bwrap", ...NAMESPACES, "echo", "first"], process.env),
  };
  const results = await inRounds(["ours", "peer"] as const, rounds, (system) => measure[system]());
  const each = (id: string, pick: keyof Timed): Measurement =>
    compared(
      id,
      (results.get("ours") ?? []).map((one) => one[pick]),
      (results.get("peer") ?? []).map((one) => one[pick]),
    );
  return [each("launch.local.first-output", "firstOutput"), each("launch.local.teardown", "ending")];
}
