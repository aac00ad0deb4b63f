import { readFileSync } from "node:fs";
import { filesBelow } from "./files-below.ts";
import type { Measured, Task } from "./task.ts";

const begun = performance.now();
const { makeScanner } = await import("../../packages/secrets/src/pool/make-scanner.ts");

/** One measurement in a process of its own: `node measured-main.ts TASK`, both in JSON. */
const task: Task = JSON.parse(process.argv[2] ?? "");
const { scanner } = makeScanner({
  known: [],
  hasNativeRules: task.config === null,
  config:
    task.config === null
      ? "default"
      : { file: { path: task.config, text: readFileSync(task.config, "utf8") }, bases: new Map() },
  decodeDepth: task.decodeDepth,
  hasExtraEncodings: task.config === null,
  policy: { allowComments: true, pathAllowlists: true },
  ignore: null,
  digestKey: null,
});
scanner.scan(Buffer.from("api_key = 'nothing'"), { file: "first" });
const start = performance.now() - begun;

const rates: number[] = [];
let overBudget = 0;
const files = task.folders.flatMap(filesBelow);
for (let round = 0; round < task.rounds; round += 1) {
  let bytes = 0;
  let micros = 0;
  for (const file of files) {
    const content = readFileSync(file);
    const before = process.cpuUsage();
    const outcome = scanner.scan(content, { file });
    const { user, system } = process.cpuUsage(before);
    bytes += content.length;
    micros += user + system;
    if (outcome.kind === "over budget") overBudget += 1;
  }
  rates.push(bytes / micros);
}
const measured: Measured = { start, rates, overBudget, rss: process.resourceUsage().maxRSS / 1000 };
process.stdout.write(JSON.stringify(measured));
