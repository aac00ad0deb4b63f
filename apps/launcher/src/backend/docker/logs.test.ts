import { PassThrough, Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { planOf } from "../../testing/plan.ts";
import type { Labelled } from "./engine-words.ts";
import { containerLabels } from "./labels.ts";
import { mergedLogs } from "./logs.ts";

const token = `ghp_${"a1B2".repeat(9)}`;
const plan = planOf("logs-00000");
const part = (id: string): Labelled => ({
  id,
  name: id,
  state: "running",
  labels: containerLabels(plan, id),
});

function frame(line: string): Buffer {
  const bytes = Buffer.from(`${line}\n`);
  const header = Buffer.alloc(8);
  header[0] = 1;
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

/** The engine's log of each container, framed as the engine frames it. */
function engineWith(logs: Readonly<Record<string, string[]>>) {
  return { logs: async (id: string) => Readable.from((logs[id] ?? []).map(frame)) };
}

test("pipelock's lines are shown without the secrets that it found and without its noise; others as they are", async () => {
  const blocked = { event: "blocked", url: `https://api.example.test/${token}`, reason: "core DLP match" };
  const engine = engineWith({
    pipelock: [
      `2026-01-01T00:00:01.0Z {"event":"anomaly","scanner":"tls_intercept"}`,
      `2026-01-01T00:00:03.0Z ${JSON.stringify(blocked)}`,
    ],
    "egress-proxy": [`2026-01-01T00:00:02.0Z {"verdict":"allow","path":"/x"}`],
  });
  const { signal } = new AbortController();
  const shown = [];
  for await (const each of mergedLogs(engine, [part("pipelock"), part("egress-proxy")], {
    follow: false,
    signal,
  }))
    shown.push(each);
  expect(shown).toEqual([
    { service: "egress-proxy", time: "2026-01-01T00:00:02.0Z", line: '{"verdict":"allow","path":"/x"}' },
    {
      service: "pipelock",
      time: "2026-01-01T00:00:03.0Z",
      line: JSON.stringify({ ...blocked, url: "https://api.example.test/[redacted]" }),
    },
  ]);
});

test("a reader that stops following is not told later that the engine's connection broke", async () => {
  const followed = new PassThrough();
  const engine = {
    logs: async (_: string, { follow }: { follow: boolean }) => (follow ? followed : Readable.from([])),
  };
  const { signal } = new AbortController();
  followed.write(frame("2026-01-01T00:00:01.0Z first"));
  for await (const { line } of mergedLogs(engine, [part("agent")], { follow: true, signal })) {
    expect(line).toBe("first");
    break;
  }
  const unheard: unknown[] = [];
  const hear = (reason: unknown): void => void unheard.push(reason);
  process.on("unhandledRejection", hear);
  followed.destroy(new Error("aborted"));
  await setImmediate();
  process.off("unhandledRejection", hear);
  expect(unheard).toEqual([]);
});

test("the log of one container goes on as it is read, and is never held whole", async () => {
  const endless = new PassThrough();
  endless.write(frame(`2026-01-01T00:00:01.0Z {"verdict":"allow"}`));
  const { signal } = new AbortController();
  const lines = mergedLogs({ logs: async () => endless }, [part("egress-proxy")], { follow: false, signal });
  expect((await lines.next()).value).toMatchObject({ line: '{"verdict":"allow"}' });
  endless.end();
  expect((await lines.next()).done).toBe(true);
});
