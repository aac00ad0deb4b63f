import { randomBytes } from "node:crypto";
import { BottleError } from "@claude-bottle/shared";
import { docker, engineMissing } from "../../tests/world/docker-cli.ts";
import { compared } from "../compared.ts";
import { inRounds } from "../pairing.ts";
import type { Bench, Measurement } from "../row.ts";
import { createHome, type Home } from "./home.ts";
import { launchLocal } from "./local.ts";
import { type Timed, timedCommand } from "./timed-command.ts";
import { warmUp } from "./warm-up.ts";

const ROUNDS = 7;
const QUICK_ROUNDS = 2;

function bottle(home: Home): Promise<Timed> {
  return timedCommand(
    home.command("start", "bench", "--backend", "docker", "--yes", "--", "echo", "first"),
    home.env,
    home.cwd,
  );
}

/** A bare container of the same image: its first output, and apart from it how long the engine takes to remove one that runs. */
async function bareContainer(image: string): Promise<Timed> {
  const { firstOutput } = await timedCommand(
    ["docker", "run", "--rm", "--label", "claude-bottle.bench=1", image, "echo", "first"],
    process.env,
  );
  const name = `claude-bottle-bench-${randomBytes(4).toString("hex")}`;
  await docker("run", "--detach", "--name", name, "--label", "claude-bottle.bench=1", image, "sleep", "300");
  const start = performance.now();
  await docker("rm", "--force", name);
  return { firstOutput, ending: performance.now() - start };
}

/** A bottle against a bare container of the same image, everything built before; and one without an engine. */
export const launch: Bench = async ({ quick, say }) => {
  using home = createHome();
  const rounds = quick ? QUICK_ROUNDS : ROUNDS;
  const local = await launchLocal(home, { rounds, say });
  const missing = engineMissing();
  if (missing !== null && local.length === 0)
    throw new BottleError("engine-unreachable", `Launches cannot be measured: ${missing}`, {
      hint: "Start an engine, or point DOCKER_HOST to one",
    });
  if (missing !== null) {
    say(`no bottles on an engine: ${missing}`);
    return local;
  }
  say(
    home.hasPipelock ? "the bottle has egress-proxy and pipelock" : "no pipelock given: egress-proxy alone",
  );
  say("one launch to build what is missing");
  const { agentImage, sidecarMegabytes } = await warmUp(home);
  say(`${rounds} rounds`);
  const measure = { ours: () => bottle(home), peer: () => bareContainer(agentImage) };
  const results = await inRounds(["ours", "peer"] as const, rounds, (system) => measure[system]());
  const ours = results.get("ours") ?? [];
  const peer = results.get("peer") ?? [];
  const each = (id: string, pick: keyof Timed): Measurement =>
    compared(
      id,
      ours.map((one) => one[pick]),
      peer.map((one) => one[pick]),
    );
  return [
    each("launch.first-output", "firstOutput"),
    each("launch.teardown", "ending"),
    ...local,
    { row: { id: "launch.memory", unit: "MB", ours: sidecarMegabytes, peer: null, ratio: null } },
  ];
};
