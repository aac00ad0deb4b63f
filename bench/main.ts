import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { BottleError } from "@claude-bottle/shared";
import { readCommandLine } from "./command-line.ts";
import { egress } from "./egress/bench.ts";
import { gate } from "./gate/bench.ts";
import { gateContainerKills } from "./gate/container-kills.ts";
import { gateKills } from "./gate/kills.ts";
import { launch } from "./launch/bench.ts";
import { secrets } from "./secrets/bench.ts";
import { supervise } from "./supervise/bench.ts";
import { table } from "./table.ts";

const benches = {
  egress,
  launch,
  secrets,
  gate,
  supervise,
  "gate-kills": gateKills,
  "gate-container-kills": gateContainerKills,
};

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

try {
  const { bench, quick, json } = readCommandLine(process.argv.slice(2));
  const [load = 0] = loadavg();
  if (load > 1)
    console.error(
      `the machine is busy (load ${load.toFixed(1)}): trust ratios, and them only where the rounds agree`,
    );
  const measured = await benches[bench]({ quick, say: (line) => console.error(line) });
  console.log(table(measured));
  if (json !== undefined)
    writeFileSync(
      json,
      `${JSON.stringify(
        measured.map(({ row }) => row),
        null,
        2,
      )}\n`,
    );
} catch (error) {
  if (!(error instanceof BottleError)) throw error;
  console.error(error.hint === undefined ? error.message : `${error.message}\n${error.hint}`);
  process.exitCode = error.exitStatus;
}
