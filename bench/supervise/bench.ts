import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtempDisposable, watch } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Proposal } from "@claude-bottle/shared/contracts";
import { connectClient, documentFor, Operator } from "../../apps/supervise/src/testing/world.ts";
import { residentMegabytes } from "../egress/process-figures.ts";
import { percentile } from "../percentile.ts";
import type { Bench, Measurement } from "../row.ts";

const ROUNDS = 50;
const QUICK_ROUNDS = 5;
const main = join(import.meta.dirname, "../../apps/supervise/dist/main.mjs");
/** As its image starts it. */
const FLAGS = ["--max-semi-space-size=1"];
const ENVIRONMENT = { NODE_ENV: "production", MALLOC_ARENA_MAX: "1" };

/** Milliseconds from an agent's call to its proposal in the operator's queue; the call is answered then. */
async function visible(
  client: Awaited<ReturnType<typeof connectClient>>,
  operator: Operator,
  round: number,
): Promise<number> {
  const given = { failed_url: `https://host-${round}.example.com/`, justification: "a round of the bench" };
  using stop = abortOnDispose();
  const changes = watch(operator.directory, { signal: stop.signal });
  const start = performance.now();
  const call = client.callTool({ name: "pipelock-block", arguments: given });
  const proposal = await seen(operator, changes);
  const took = performance.now() - start;
  await operator.decide(proposal);
  await call;
  return took;
}

async function seen(operator: Operator, changes: AsyncIterable<unknown>): Promise<Proposal> {
  for await (const _ of changes) {
    const [proposal] = (await operator.queue()).pending;
    if (proposal !== undefined) return proposal;
  }
  throw new Error("the queue is not watched any more");
}

function abortOnDispose(): Disposable & { signal: AbortSignal } {
  const controller = new AbortController();
  return { signal: controller.signal, [Symbol.dispose]: () => controller.abort() };
}

/** supervise as its image runs it, over a queue of its own: how soon the operator sees a call, and what it takes to wait. */
export const supervise: Bench = async ({ quick, say }) => {
  await using directory = await mkdtempDisposable(join(tmpdir(), "supervise-bench-"));
  const document = documentFor(directory.path);
  await mkdir(document.config.queue);
  const child = spawn(process.execPath, [...FLAGS, main], {
    env: ENVIRONMENT,
    stdio: ["pipe", "pipe", "inherit"],
  });
  await using stack = new AsyncDisposableStack();
  stack.defer(async () => {
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  });
  child.stdin.end(JSON.stringify(document));
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const { port } = JSON.parse(line) as { port: number };
  const idle = residentMegabytes(child.pid ?? 0, "now");
  const client = await connectClient(new URL(`http://127.0.0.1:${port}/mcp`));
  stack.defer(() => client.close());
  const operator = new Operator(document.config.queue);
  const rounds = quick ? QUICK_ROUNDS : ROUNDS;
  say(`${rounds} rounds`);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await visible(client, operator, round));
  const row = (id: string, unit: string, ours: number): Measurement => ({
    row: { id, unit, ours, peer: null, ratio: null },
  });
  return [
    row("supervise.visible.p50", "ms", percentile(times, 50)),
    row("supervise.visible.p95", "ms", percentile(times, 95)),
    row("supervise.rss", "MB", idle),
  ];
};
