import { mkdirSync, statSync } from "node:fs";
import { homedir, availableParallelism } from "node:os";
import { join } from "node:path";
import { median } from "../pairing.ts";
import type { Bench, Measurement } from "../row.ts";
import { goSource, nodeModules } from "./corpora.ts";
import { filesBelow } from "./files-below.ts";
import { type Gitleaks, installGitleaks } from "./gitleaks.ts";
import { worstHostile } from "./hostile.ts";
import { loopDelay } from "./loop-delay.ts";
import { bundle, measure } from "./measure.ts";
import { parity } from "./parity.ts";
import { recall } from "./recall.ts";
import { workersRate } from "./workers.ts";

const ROUNDS = 4;
const QUICK_ROUNDS = 2;
const STARTS = 5;
const MOST_IN_MEMORY = 200_000_000;

/** Where files of cases lie; they stay outside the repository. */
const CASES = "SECRET_CASES";

function row(
  id: string,
  unit: string,
  { ours, peer = null }: { ours: number; peer?: number | null },
): Measurement {
  return { row: { id, unit, ours, peer, ratio: peer === null || peer === 0 ? null : ours / peer } };
}

/** The scanner over source trees, against gitleaks, and over texts that are made against it. */
export const secrets: Bench = async ({ quick, say }) => {
  const go = goSource();
  if (go === null) say("no Go toolchain: node_modules alone, and nothing to compare with");
  const trees = quick
    ? [go === null ? join(nodeModules, "vitest") : join(go, "crypto")]
    : [...(go === null ? [] : [go]), nodeModules];
  const rounds = quick ? QUICK_ROUNDS : ROUNDS;
  await bundle();
  const speed = async (decodeDepth: number, config: string | null, folders = trees) => {
    const measured = await measure({ folders, decodeDepth, config, rounds });
    if (measured.overBudget > 0) say(`over budget: ${measured.overBudget} scans`);
    return { ...measured, rate: median(measured.rates.slice(1)) };
  };
  say(`our rules over ${trees.join(" and ")}`);
  const plain = await speed(0, null);
  const deep = await speed(5, null);
  say("against gitleaks");
  const compared = [];
  const gitleaks = go === null ? null : await peer(say);
  const tree = trees[0];
  if (gitleaks !== null && tree !== undefined)
    for (const [id, depth] of [
      ["plain", 0],
      ["deep", 5],
    ] as const) {
      const ours = await speed(depth, gitleaks.config, [tree]);
      const { inFragments, whole, cpuSeconds } = await parity(gitleaks, tree, depth);
      const bytes = filesBelow(tree).reduce((sum, file) => sum + statSync(file).size, 0);
      compared.push(
        row(`secrets.vs-gitleaks.${id}`, "MB/s", { ours: ours.rate, peer: bytes / 1e6 / cpuSeconds }),
      );
      for (const [how, { identical, onlyOurs, onlyTheirs }] of [
        ["cut as gitleaks cuts", inFragments],
        ["whole files", whole],
      ] as const)
        say(
          `${id}, ${how}: ${identical} findings identical, ${onlyOurs.length} only ours, ${onlyTheirs.length} only gitleaks'`,
        );
    }
  else
    compared.push(
      row("secrets.vs-gitleaks.plain", "MB/s", { ours: plain.rate }),
      row("secrets.vs-gitleaks.deep", "MB/s", { ours: deep.rate }),
    );
  say("workers");
  const count = availableParallelism();
  const one = await workersRate(trees[0] ?? nodeModules, 1, MOST_IN_MEMORY);
  const all = await workersRate(trees[0] ?? nodeModules, count, MOST_IN_MEMORY);
  const delay = await loopDelay(trees[0] ?? nodeModules, count);
  say(`the event loop beside ${count} workers was ${delay.most.toFixed(1)} ms late at most`);
  say("starts");
  const starts = [];
  for (let each = 0; each < STARTS; each += 1)
    starts.push((await measure({ folders: [], decodeDepth: 5, config: null, rounds: 0 })).start);
  say("hostile texts");
  const hostile = worstHostile(quick);
  say(`the slowest of ${hostile.count} hostile texts: ${hostile.name}`);
  const cases = process.env[CASES];
  if (cases !== undefined) for (const line of recall(cases)) say(line);
  return [
    row("secrets.mbps.plain", "MB/s", { ours: plain.rate }),
    row("secrets.mbps.deep", "MB/s", { ours: deep.rate }),
    ...compared,
    row("secrets.workers", "MB/s", { ours: all, peer: one }),
    row("secrets.loop", "ms", { ours: delay.p99 }),
    row("secrets.rss", "MB", { ours: Math.max(plain.rss, deep.rss) }),
    row("secrets.start", "ms", { ours: median(starts) }),
    row("secrets.hostile.worst", "MB/s", { ours: hostile.rate }),
  ];
};

async function peer(say: (line: string) => void): Promise<Gitleaks | null> {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const folder = join(cache, "claude-bottle", "gitleaks-8.30.0");
  mkdirSync(folder, { recursive: true });
  try {
    return await installGitleaks(folder);
  } catch (error) {
    say(`no gitleaks to compare with: ${error instanceof Error ? error.message : ""}`);
    return null;
  }
}
