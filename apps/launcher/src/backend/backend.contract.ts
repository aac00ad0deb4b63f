import { randomBytes, randomInt } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { BottleError, identityOf, Secret } from "@claude-bottle/shared";
import { extract } from "tar-stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Plan } from "../core/plan.ts";
import { planOf } from "../testing/plan.ts";
import { sessionStreams } from "../testing/session-streams.ts";
import type { Backend, Bottle, Leftover, Progress, Secrets } from "./backend.ts";

/** What the suite needs to try a backend. */
export interface Subject {
  name: string;
  /** Why it cannot be tried here; null when it can. */
  readonly missing: string | null;
  /** A backend that calls `checkpoint` before each step of a launch. */
  backend(checkpoint?: (step: string) => void): Backend;
  /** What its agents are, among what is left of a bottle. */
  holds: Leftover["kind"];
  /** Everything that carries this identity, seen by other eyes than the backend's. */
  objects: (identity: string) => Promise<string[]>;
  /** A backend whose launch fails on the engine's side, and the words that the engine has for it. */
  broken: { backend: Backend; words: RegExp };
  /** The kinds of bottle whose launches have steps of their own. */
  kinds: { says: string; changes: Partial<Plan>; missing: string | null }[];
  /** Puts something under a name that a launch would take. */
  occupy(name: string): Promise<AsyncDisposable>;
}

const noSecrets: Secrets = { env: new Map(), slots: [], keys: new Map() };
const LAUNCH_MS = 120_000;
const FAULTS_MS = 600_000;

/** What every backend must hold to. */
export function describeBackend(subject: Subject): void {
  const { name, missing, objects } = subject;
  if (missing !== null) process.stderr.write(`skipped: contract of the backend "${name}": ${missing}\n`);
  const said: Progress[] = [];
  const order = (signal?: AbortSignal) => ({
    report: (progress: Progress) => void said.push(progress),
    signal: signal ?? new AbortController().signal,
  });
  const fresh = (): string => identityOf("contract", (below) => randomInt(below));
  const shell = (script: string, changes: Partial<Plan> = {}): Plan =>
    planOf(fresh(), { command: ["sh", "-c", script], ...changes });

  describe.skipIf(missing !== null)(`backend ${name}`, { timeout: LAUNCH_MS }, () => {
    test("F09 F10 checking a plan creates nothing", async () => {
      const plan = shell("true");
      await subject.backend().validate(plan);
      expect(await subject.backend().taken([plan.names.agent])).toEqual([]);
      expect(await objects(plan.identity)).toEqual([]);
    });

    test("F57 B02 a name that is taken ends the launch before anything is built", async () => {
      const plan = shell("true");
      await using _ = await subject.occupy(plan.names.agent);
      const steps: string[] = [];
      const backend = subject.backend((step) => steps.push(step));
      expect(await backend.taken([plan.names.agent])).toEqual([plan.names.agent]);
      await expect(backend.launch(plan, noSecrets, order())).rejects.toMatchObject({
        code: "name-taken",
        message: expect.stringContaining(plan.names.agent),
        hint: expect.stringContaining("claude-bottle cleanup"),
      });
      expect(steps).toEqual(["Probe names"]);
    });

    test("F58 B01 a failing launch shows the engine's own words and leaves nothing", async () => {
      const plan = shell("true");
      const failing = subject.broken.backend.launch(plan, noSecrets, order());
      await expect(failing).rejects.toThrow(subject.broken.words);
      expect(await objects(plan.identity)).toEqual([]);
    });

    test("an unknown identity is refused by name", async () => {
      const { streams } = sessionStreams();
      await expect(subject.backend().exec("nobody-00000", ["true"], streams)).rejects.toThrow("nobody-00000");
    });

    describe("a running bottle", () => {
      const payload = randomBytes(300_000);
      const plan = shell('cat; printf "%s" "$TEXT$ASKED" >&2; exit 7', {
        env: [
          { name: "TEXT", from: "literal", value: "one\ntwo " },
          { name: "ASKED", from: "prompt", question: "ASKED" },
        ],
      });
      const secrets: Secrets = {
        env: new Map([["ASKED", new Secret("ASKED", "three\nfour")]]),
        slots: [],
        keys: new Map(),
      };
      let bottle: Bottle;

      beforeAll(async () => {
        bottle = await subject.backend().launch(plan, secrets, order());
      }, FAULTS_MS);

      afterAll(async () => {
        await bottle[Symbol.asyncDispose]();
        await bottle[Symbol.asyncDispose]();
        expect(await objects(plan.identity)).toEqual([]);
      }, LAUNCH_MS);

      test("F01 F02 F61 the session has its bytes, its environment and its exit status", async () => {
        const { streams, out, err } = sessionStreams(payload);
        expect(await bottle.attach(streams)).toBe(7);
        expect(out().equals(payload)).toBe(true);
        expect(err().toString()).toBe("one\ntwo three\nfour");
      });

      test("a terminal is a terminal on the other side, of the right size, raw while it lasts", async () => {
        const modes: boolean[] = [];
        const { streams, out } = sessionStreams(new Uint8Array(), {
          size: () => ({ columns: 91, rows: 37 }),
          onResize: () => () => undefined,
          raw: (on) => void modes.push(on),
        });
        // The size arrives by a call of its own, beside the command's start
        const script =
          "n=0; while [ $n -lt 200 ] && [ \"$(stty size)\" != '37 91' ]; do n=$((n+1)); done; stty size; tty";
        const backend = subject.backend();
        expect(await backend.exec(plan.identity, ["sh", "-c", script], streams)).toBe(0);
        expect(out().toString()).toMatch(/^37 91\r\n\/dev\/pts\/\d+\r\n$/);
        expect(modes).toEqual([true, false]);
      });

      test("a further command runs as the agent's user and gives its own status", async () => {
        const { streams, out } = sessionStreams();
        const script = "id -u; exit 4";
        expect(await subject.backend().exec(plan.identity, ["sh", "-c", script], streams)).toBe(4);
        expect(out().toString()).toBe("1000\n");
      });

      test("F54 a directory of the agent comes out as an archive, one that is not there as nothing", async () => {
        const backend = subject.backend();
        const script = "mkdir -p /tmp/kept/sub; head -c 300000 /dev/zero >/tmp/kept/sub/file";
        expect(await backend.exec(plan.identity, ["sh", "-c", script], sessionStreams().streams)).toBe(0);
        const { signal } = new AbortController();
        const found: Record<string, number> = {};
        const tar = extract();
        const feeding = pipeline(Readable.from(backend.snapshot(plan.identity, "/tmp/kept", signal)), tar);
        for await (const entry of tar) {
          found[entry.header.name] = (await buffer(entry)).length;
        }
        await feeding;
        expect(found).toEqual({ "./": 0, "./sub/": 0, "./sub/file": 300_000 });
        for await (const bytes of backend.snapshot(plan.identity, "/tmp/nothing", signal))
          expect(bytes).toHaveLength(0);
        const late = AbortSignal.abort(new Error("too late"));
        await expect(
          buffer(Readable.from(backend.snapshot(plan.identity, "/tmp/kept", late))),
        ).rejects.toThrow("too late");
      });

      test("it is listed with its parts", async () => {
        const found = (await subject.backend().list()).find(({ identity }) => identity === plan.identity);
        expect(found).toMatchObject({ agent: plan.agent, bottle: plan.bottle, startedAt: plan.startedAt });
        expect(found?.parts.map((part) => part.name)).toContain(plan.names.sidecar["egress-proxy"]);
      });

      test("the sidecars' lines are read with their time", async () => {
        const { signal } = new AbortController();
        const lines = [];
        const wanted = { service: null, follow: false, signal };
        for await (const line of subject.backend().logs(plan.identity, wanted)) lines.push(line);
        expect(lines[0]).toMatchObject({ service: "egress-proxy", line: expect.stringContaining('"ready"') });
        expect(Date.parse(lines[0]?.time ?? "")).not.toBeNaN();
      });

      test("F24 the fingerprint of the agent's authority is told once", () => {
        const notices = said.filter((each) => each.kind === "notice" && each.text.includes("SHA-256"));
        expect(notices).toHaveLength(1);
      });
    });

    test("F19 B04 what a detached bottle holds is found and removed, whether it runs or not", async () => {
      const plan = shell("true", { detach: true });
      const backend = subject.backend();
      {
        await using bottle = await backend.launch(plan, noSecrets, order());
        await bottle.detach();
      }
      const ours = async () => (await backend.leftovers()).filter((each) => each.identity === plan.identity);
      expect((await ours()).map(({ kind }) => kind)).toContain(subject.holds);
      expect((await ours()).length).toBe((await objects(plan.identity)).length);
      for (const leftover of await ours()) await backend.remove(leftover);
      expect(await objects(plan.identity)).toEqual([]);
    });

    test("F02 what a detached bottle runs has its values; its log has what it said and how it ended", async () => {
      const plan = shell('printf "%s" "$ASKED" | wc -c; echo last >&2; exit 7', {
        detach: true,
        env: [{ name: "ASKED", from: "prompt", question: "ASKED" }],
      });
      const secrets = {
        env: new Map([["ASKED", new Secret("ASKED", "eleven-char")]]),
        slots: [],
        keys: new Map(),
      };
      const backend = subject.backend();
      const bottle = await backend.launch(plan, secrets, order());
      await bottle.detach();
      const reading = new AbortController();
      const lines: string[] = [];
      const wanted = { service: "agent", follow: true, signal: reading.signal };
      for await (const { line } of backend.logs(plan.identity, wanted)) {
        lines.push(line);
        if (line.includes("ended with status")) break;
      }
      reading.abort();
      await backend.stop(plan.identity);
      expect(lines).toEqual(["11", "last", "The command ended with status 7"]);
    });

    test("stopping a detached bottle leaves nothing of it", async () => {
      const plan = shell("true", { detach: true });
      const backend = subject.backend();
      const bottle = await backend.launch(plan, noSecrets, order());
      await bottle.detach();
      await backend.stop(plan.identity);
      expect(await objects(plan.identity)).toEqual([]);
    });

    for (const { says, changes, missing: without } of subject.kinds) {
      if (without !== null) process.stderr.write(`skipped: faults of ${says}: ${without}\n`);
      const title = `F10 B03 a launch that fails or is interrupted at any step leaves nothing: ${says}`;
      test.skipIf(without !== null)(title, { timeout: FAULTS_MS }, async () => {
        const steps: string[] = [];
        const plan = shell("true", changes);
        const named = (step: string, { identity }: Plan): string => step.replaceAll(identity, "*");
        const whole = subject.backend((step) => void steps.push(named(step, plan)));
        await (await whole.launch(plan, noSecrets, order()))[Symbol.asyncDispose]();
        expect(steps.length).toBeGreaterThan(10);

        for (const [n, wanted] of steps.entries()) {
          const faulty = shell("true", changes);
          const interruption = new AbortController();
          const backend = subject.backend((step) => {
            if (named(step, faulty) !== wanted) return;
            // Every other step is interrupted instead, as by Ctrl-C
            if (n % 2 === 1) interruption.abort(new BottleError("interrupted", "Interrupted by SIGINT"));
            else throw new BottleError("internal", "Injected");
          });
          const failing = backend.launch(faulty, noSecrets, order(interruption.signal));
          await expect(failing).rejects.toThrow(n % 2 === 1 ? "Interrupted" : "Injected");
          expect({ after: wanted, left: await objects(faulty.identity) }).toEqual({
            after: wanted,
            left: [],
          });
        }
      });
    }
  });
}
