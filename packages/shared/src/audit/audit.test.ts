import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AuditHead, AuditRecord } from "../contracts/audit.ts";
import { CrashError, CrashingFiles } from "../testing/crashing-files.ts";
import { PROPOSER, someProposal } from "../testing/proposals.ts";
import { appendAudit, readAuditHead } from "./append-audit.ts";
import { emptyHead, nextLine, type Digest } from "./chain.ts";
import { verifyAudit } from "./verify-audit.ts";

const digest: Digest = (text) => createHash("sha256").update(text).digest("hex");
const NAME = `egress-proxy-${PROPOSER}.jsonl`;

const record = (index: number): AuditRecord => ({
  version: 1,
  time: someProposal(index).time,
  identity: PROPOSER,
  component: "egress-proxy",
  action: "approved",
  proposal: someProposal(index).id,
  justification: `reason ${index} — ünï`,
  notes: "",
  diff: `--- routes\n+++ routes\n@@ -1 +1 @@\n-${index}\n+${index + 1}\n`,
});

function chainOf(count: number): { lines: string[]; head: AuditHead } {
  let head = emptyHead;
  const lines: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const next = nextLine(head, record(index), digest);
    lines.push(next.line);
    head = next.head;
  }
  return { lines, head };
}

const { lines, head } = chainOf(6);
const verify = (changed: readonly string[], kept: AuditHead | null = head) =>
  verifyAudit(changed.join(""), kept, digest);

describe("the chain of an audit file", () => {
  test("holds as it was written, and an empty file too", () => {
    expect(verify(lines)).toMatchObject({ fault: null, head });
    expect(verify(lines).entries).toHaveLength(6);
    expect(verify([], null).fault).toBe(null);
    expect(verify([], emptyHead).fault).toBe(null);
  });

  test("the format of a line is pinned", () => {
    expect(chainOf(1).lines[0]).toMatchInlineSnapshot(`
      "{"version":1,"time":"2026-01-01T00:00:00.000Z","identity":"tester-00000","component":"egress-proxy","action":"approved","proposal":"20260101t000000000-000000","justification":"reason 0 — ünï","notes":"","diff":"--- routes\\n+++ routes\\n@@ -1 +1 @@\\n-0\\n+1\\n","sequence":1,"previous":"0000000000000000000000000000000000000000000000000000000000000000","hash":"5b52e13c3a10cab958e80d8c4762cd12eae334c80d58fc17f7bb509ef8e6b26f"}
      "
    `);
  });

  test("finds any edit of any character", () => {
    const text = lines.join("");
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 3 }), (at, piece) => {
        const changed = text.slice(0, at) + piece + text.slice(at + piece.length);
        fc.pre(changed !== text);
        expect(verifyAudit(changed, head, digest).fault).not.toBe(null);
      }),
      { numRuns: 500 },
    );
  });

  test("finds a removal, a repetition and a reorder of any lines", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 8 }), (order) => {
        fc.pre(order.join() !== "0,1,2,3,4,5");
        expect(verify(order.map((index) => lines[index] ?? "")).fault).not.toBe(null);
      }),
    );
  });

  test.for([0, 1, 5])("finds that only %i lines are left", (count) => {
    expect(verify(lines.slice(0, count)).fault).toEqual({
      line: count + 1,
      reason: "the file ends here, but 6 lines were written",
    });
  });

  test("finds another chain that is sound in itself", () => {
    let other = emptyHead;
    const written = [9, 8, 7, 6, 5, 4].map((index) => {
      const next = nextLine(other, record(index), digest);
      other = next.head;
      return next.line;
    });
    expect(verify(written).fault?.reason).toMatch(/head vouches/);
  });

  test("a file without its head is not sound", () => {
    expect(verify(lines, null).fault?.reason).toMatch(/head .* missing/);
  });

  test("a line past the head is sound where it continues the chain", () => {
    expect(verify(lines, chainOf(5).head).fault).toBe(null);
    expect(verify([...lines, "x"], head)).toMatchObject({ isTorn: true });
  });

  test("what the head vouches for is not taken for torn", () => {
    expect(verify([...lines.slice(0, 5), lines[5]?.slice(0, 20) ?? ""])).toMatchObject({ isTorn: false });
  });
});

describe("appending to an audit file", () => {
  const placeIn = (files: CrashingFiles) => ({ files, directory: "/audit", digest });
  const read = async (files: CrashingFiles) =>
    verifyAudit(
      (await files.read(`/audit/${NAME}`, 1e9)) ?? "",
      await readAuditHead(placeIn(files), NAME),
      digest,
    );

  test("continues the chain and returns the entry", async () => {
    const files = new CrashingFiles();
    const first = await appendAudit(placeIn(files), record(0));
    const second = await appendAudit(placeIn(files), record(1));
    expect([first.sequence, second.sequence, second.previous]).toEqual([1, 2, first.hash]);
    expect((await read(files)).entries).toEqual([first, second]);
  });

  test("a crash between any two file operations loses no acknowledged line and breaks no chain", async () => {
    const write = async (files: CrashingFiles, acknowledged: AuditRecord[]): Promise<void> => {
      for (const each of [record(0), record(1), record(2)]) {
        await appendAudit(placeIn(files), each);
        acknowledged.push(each);
      }
    };
    const dry = new CrashingFiles();
    await write(dry, []);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: dry.operations - 1 }),
        fc.infiniteStream(fc.nat()),
        async (crashAfter, losses) => {
          const files = new CrashingFiles();
          files.crashAfter = crashAfter;
          const acknowledged: AuditRecord[] = [];
          await expect(write(files, acknowledged)).rejects.toThrow(CrashError);
          const found = files.afterCrash((below) => Number(losses.next().value) % below);
          await appendAudit(placeIn(found), record(5));
          const verdict = await read(found);
          expect(verdict.fault).toBe(null);
          const said = verdict.entries.map(({ proposal }) => proposal);
          const known = acknowledged.map(({ proposal }) => proposal);
          // The line that was on its way may have arrived whole
          expect([known.length, known.length + 1]).toContain(said.length - 1);
          expect(said.slice(0, known.length)).toEqual(known);
          expect(said.at(-1)).toBe(record(5).proposal);
        },
      ),
      { numRuns: 400 },
    );
  });

  test("a file that is not as it was written is not added to", async () => {
    const files = new CrashingFiles();
    await appendAudit(placeIn(files), record(0));
    await files.append(`/audit/${NAME}`, "{}\n");
    const before = files.texts;
    await expect(appendAudit(placeIn(files), record(1))).rejects.toMatchObject({
      code: "audit-broken",
      message: expect.stringMatching(/line 2: it is not an audit entry/),
    });
    expect(files.texts).toEqual(before);
  });
});
