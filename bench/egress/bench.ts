import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pinSelf, unpinned } from "../pin.ts";
import type { Bench, BenchOptions, Measurement } from "../row.ts";
import { burst } from "./burst.ts";
import { eventDelay } from "./event-delay.ts";
import { freshTunnels } from "./fresh-tunnels.ts";
import { installMitmdump } from "./install-mitmdump.ts";
import { compared, type Systems, takeTurns } from "./measure.ts";
import { startMitmdump } from "./mitmdump.ts";
import { startOurs } from "./ours.ts";
import { residentMegabytes } from "./process-figures.ts";
import { screening } from "./screening.ts";
import { reloadsUnderLoad } from "./reload.ts";
import { direct, type System, type SystemOptions } from "./system.ts";
import { startUpstream } from "./upstream.ts";

interface Pace {
  rounds: number;
  ms: number;
  /** Before anything counts, so that no system is measured while it compiles itself. */
  warmUpMs: number;
  reloads: number;
}

const THOROUGH: Pace = { rounds: 5, ms: 2000, warmUpMs: 6000, reloads: 1000 };
const QUICK: Pace = { rounds: 2, ms: 500, warmUpMs: 1500, reloads: 100 };

function resident(systems: Systems, which: "now" | "highest"): Measurement {
  const of = (system: System): number =>
    system.target.pid === undefined ? Number.NaN : residentMegabytes(system.target.pid, which);
  return compared(
    { id: which === "now" ? "egress.rss.idle" : "egress.rss.loaded", unit: "MB" },
    { direct: [], ours: [of(systems.ours)], peer: systems.peer === null ? null : [of(systems.peer)] },
  );
}

async function throughput(systems: Systems, { rounds, ms }: Pace): Promise<Measurement[]> {
  const found: Measurement[] = [];
  const cpu: Measurement[] = [];
  for (const connections of [1, 16, 64]) {
    const turns = await takeTurns(systems, rounds, (system) => burst(system.target, { connections, ms }));
    const each = (pick: "perSecond" | "cpuMicros") => ({
      direct: turns.direct.map((one) => one[pick]),
      ours: turns.ours.map((one) => one[pick]),
      peer: turns.peer?.map((one) => one[pick]) ?? null,
    });
    found.push(compared({ id: `egress.rps.c${connections}`, unit: "req/s" }, each("perSecond")));
    if (connections === 16) cpu.push(compared({ id: "egress.cpu", unit: "µs/req" }, each("cpuMicros")));
  }
  return [...found, ...cpu];
}

/** What each proxy adds to the delay of an event, measured against no proxy in the same round. */
async function addedDelay(systems: Systems, { rounds, ms }: Pace): Promise<Measurement> {
  const turns = await takeTurns(systems, rounds, (system) => eventDelay(system.target, ms));
  const added = (values: readonly number[]): number[] =>
    values.map((value, round) => value - (turns.direct[round] ?? 0));
  return compared(
    { id: "egress.sse.p50", unit: "ms added" },
    { direct: turns.direct, ours: added(turns.ours), peer: turns.peer === null ? null : added(turns.peer) },
  );
}

async function startPeer(options: SystemOptions, say: BenchOptions["say"]): Promise<System | null> {
  const installed = installMitmdump(say);
  if ("file" in installed) return startMitmdump(installed.file, options);
  say(`no mitmdump, so the peer column stays empty: ${installed.missing}`);
  return null;
}

/** egress-proxy against mitmdump and against no proxy, all on loopback. */
export const egress: Bench = async ({ quick, say }) => {
  const pace = quick ? QUICK : THOROUGH;
  await using held = new AsyncDisposableStack();
  const directory = mkdtempSync(join(tmpdir(), "claude-bottle-bench-"));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  held.defer(remove);
  process.once("exit", remove);
  const room = (name: string): string => {
    const path = join(directory, name);
    mkdirSync(path);
    return path;
  };
  if (unpinned !== null) say(unpinned);
  const upstream = held.use(await startUpstream());
  const peer = await startPeer({ upstream, directory: room("mitmdump") }, say);
  if (peer !== null) held.use(peer);
  pinSelf(1);
  const ours = held.use(await startOurs({ upstream, directory: room("ours") }));
  const systems: Systems = { direct: direct({ upstream, directory }), ours, peer };

  const idle = resident(systems, "now");
  say("warming up");
  await takeTurns(systems, 1, (system) => burst(system.target, { connections: 16, ms: pace.warmUpMs }));
  say(`requests at 1, 16 and 64 connections: ${pace.rounds} rounds of ${pace.ms} ms each`);
  const measured = await throughput(systems, pace);
  say("delay of server-sent events");
  measured.push(await addedDelay(systems, pace));
  say("new tunnels");
  const tunnels = await takeTurns(systems, pace.rounds, (system) => freshTunnels(system.target, pace.ms));
  measured.push(compared({ id: "egress.tunnels", unit: "1/s" }, tunnels));
  measured.push(idle, resident(systems, "highest"));
  say(`${pace.reloads} reloads under load`);
  const { failed, served } = await reloadsUnderLoad(ours, pace.reloads);
  say(`${served} requests were served meanwhile, ${failed} failed`);
  say("screening on and off");
  measured.push(...(await screening({ upstream, room }, pace)));
  const reloads = pace.reloads;
  measured.push({
    row: {
      id: "egress.reload.failed",
      unit: "requests",
      ours: failed,
      peer: reloads,
      ratio: failed / reloads,
    },
  });
  return measured;
};
