import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Comparison } from "./compare-findings.ts";
import { installGitleaks } from "./gitleaks.ts";
import { parity } from "./parity.ts";

/** `node bench/secrets/parity-main.ts FOLDER…`: how gitleaks' findings and ours differ, plain and at decode depth 5. */

const tools = join(tmpdir(), "claude-bottle-gitleaks");
mkdirSync(tools, { recursive: true });
const gitleaks = await installGitleaks(tools);

for (const folder of process.argv.slice(2).map((path) => resolve(path))) {
  for (const decodeDepth of [0, 5]) {
    const { inFragments, whole } = await parity(gitleaks, folder, decodeDepth);
    say(`${folder}, depth ${decodeDepth}, cut as gitleaks does`, inFragments);
    say(`${folder}, depth ${decodeDepth}, whole files`, whole);
    process.exitCode ||= inFragments.onlyOurs.length + inFragments.onlyTheirs.length > 0 ? 1 : 0;
  }
}

function say(title: string, { identical, onlyOurs, onlyTheirs }: Comparison): void {
  console.log(
    `${title}: ${identical} identical, ${onlyOurs.length} only ours, ${onlyTheirs.length} only gitleaks'`,
  );
  for (const finding of onlyOurs) console.log(`  + ${JSON.stringify(finding)}`);
  for (const finding of onlyTheirs) console.log(`  - ${JSON.stringify(finding)}`);
}
