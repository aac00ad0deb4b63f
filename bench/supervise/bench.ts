import { BottleError } from "@claude-bottle/shared";
import { engineMissing } from "../../tests/world/docker-cli.ts";
import { createWorld } from "../../tests/world/world.ts";
import { percentile } from "../percentile.ts";
import type { Bench, Measurement } from "../row.ts";
import { memoryOf } from "./memory.ts";
import { reloads } from "./reloads.ts";
import { rounds } from "./rounds.ts";

const ROUNDS = 50;
const QUICK_ROUNDS = 5;
const RELOADS = 100;

const row = (id: string, unit: string, ours: number): Measurement => ({
  row: { id, unit, ours, peer: null, ratio: null },
});

/** The way of a proposal in a real bottle, and what supervise takes to wait for one. */
export const supervise: Bench = async ({ quick, say }) => {
  const missing = engineMissing();
  if (missing !== null)
    throw new BottleError("engine-unreachable", `A bottle's proposals cannot be measured: ${missing}`, {
      hint: "Start an engine, or point DOCKER_HOST to one",
    });
  const count = quick ? QUICK_ROUNDS : ROUNDS;
  const hosts = Array.from({ length: count }, (_, n) => `host-${n}.bench.test`);
  await using world = await createWorld({ hosts });
  await world.bottle("b", "egress: { pipelock: false }\negress_proxy: {}\nsupervise: true");
  await world.agent("a", "bottle: b");
  const started = await world.cli(["start", "a", "--yes", "--detach"]);
  if (started.code !== 0) throw new BottleError("engine-failed", started.stderr.trim());
  const identity = started.stdout.trim();
  try {
    const idle = await memoryOf(`claude-bottle-supervise-${identity}`);
    say(`${count} rounds`);
    const measured = await rounds(world, identity, hosts);
    const both = (name: keyof (typeof measured)[number]): Measurement[] =>
      [50, 95].map((rank) => {
        const values = measured.map((each) => each[name]);
        return row(`supervise.${name}.p${rank}`, "ms", percentile(values, rank));
      });
    say(`${RELOADS} reloads under load`);
    const { failed, served } = await reloads(RELOADS);
    say(`${served} requests were served meanwhile, ${failed} failed`);
    const lost = {
      id: "supervise.reloads",
      unit: "requests",
      ours: failed,
      peer: RELOADS,
      ratio: failed / RELOADS,
    };
    return [
      ...both("visible"),
      ...both("effective"),
      ...both("answered"),
      { row: lost },
      row("supervise.rss", "MB", idle.resident),
      row("supervise.memory", "MB", idle.container),
    ];
  } finally {
    await world.cli(["stop", identity]);
  }
};
