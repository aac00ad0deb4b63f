import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import type { ScanOutcome } from "../../packages/secrets/src/scan/finding.ts";
import { filesBelow } from "./files-below.ts";
import type { Measured, Task } from "./task.ts";

const MOST_AT_ONCE = 4 * 1024 * 1024;
const CHUNK = 1024 * 1024;

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

/** As the command reads: at once, or a chunk after the other. */
function scanFile(file: string): { outcome: ScanOutcome; user: number; system: number; length: number } {
  const { size } = statSync(file);
  if (size <= MOST_AT_ONCE) {
    const content = readFileSync(file);
    const before = process.cpuUsage();
    const outcome = scanner.scan(content, { file });
    return { outcome, ...process.cpuUsage(before), length: content.length };
  }
  const descriptor = openSync(file, "r");
  const before = process.cpuUsage();
  const scan = scanner.begin({ file });
  const chunk = new Uint8Array(CHUNK);
  let length = 0;
  for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) {
    scan.add(chunk.subarray(0, read));
    length += read;
  }
  const outcome = scan.end();
  const spent = process.cpuUsage(before);
  closeSync(descriptor);
  return { outcome, ...spent, length };
}

const rates: number[] = [];
let overBudget = 0;
const files = task.folders.flatMap(filesBelow);
for (let round = 0; round < task.rounds; round += 1) {
  let bytes = 0;
  let micros = 0;
  for (const file of files) {
    const { outcome, user, system, length } = scanFile(file);
    bytes += length;
    micros += user + system;
    if (outcome.kind === "over budget") overBudget += 1;
  }
  rates.push(bytes / micros);
}
const measured: Measured = { start, rates, overBudget, rss: process.resourceUsage().maxRSS / 1000 };
process.stdout.write(JSON.stringify(measured));
