import type { Command } from "../core/command-list.ts";
import { printable } from "../core/printable.ts";
import type { RefResult } from "../core/push-report.ts";
import { notScanned, scannedSoFar, secretsFound } from "../core/refusal-text.ts";
import { textItems } from "../core/scan-items.ts";
import { shownName, shownReport } from "../core/shown-name.ts";
import { withoutWaived } from "../core/waivers.ts";
import type { Gate, Served } from "./gate.ts";
import type { PushDecisions, Say } from "./hook-session.ts";
import { judge, searchPush, type Brought, type Judgement, type JudgeOptions } from "./judge.ts";
import type { PushEntry } from "./push-log.ts";
import type { ListedReport } from "./search-listed.ts";

/** One push from its commands to its end: judged, then sent on while nobody else changes the mirror. */
export class PushInProgress implements PushDecisions, Disposable {
  readonly #gate: Gate;
  readonly #served: Served;
  readonly #commands: readonly Command[];
  readonly #started = performance.now();
  /** A search that was begun before git asked what to do with the push. */
  #foreseen: { quarantine: string; report: Promise<ListedReport | null> } | null = null;
  #say: Say = () => {};
  #judgement: Judgement | null = null;
  #results: ReadonlyMap<string, RefResult> = new Map();
  #mutex: Disposable | null = null;
  #isAbandoned = false;
  #isEnded = false;

  constructor(gate: Gate, served: Served, commands: readonly Command[]) {
    this.#gate = gate;
    this.#served = served;
    this.#commands = commands;
  }

  /** From the moment from which the upstream may hear of it. */
  get isForwarding(): boolean {
    return this.#mutex !== null;
  }

  /** Objects that it brought into the mirror, as far as they were searched. */
  get objects(): number {
    return this.isForwarding ? (this.#judgement?.objects ?? 0) : 0;
  }

  /** Its client went away. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  /**
   * Begins to search what is in a quarantine, as git asks about it only after a look of its own that takes one processor. What
   * cannot be read yet is searched once git has asked.
   */
  foresee(quarantine: string): void {
    const report = searchPush(this.#brought(quarantine), this.#options()).catch(() => null);
    this.#foreseen = { quarantine, report };
  }

  async judge(quarantine: string, say: Say): Promise<readonly string[] | null> {
    this.#say = say;
    const foreseen = this.#foreseen?.quarantine === quarantine ? this.#foreseen.report : null;
    try {
      const brought = this.#brought(quarantine);
      this.#judgement = await judge(brought, foreseen ?? Promise.resolve(null), this.#options());
    } catch (error) {
      this.fail(error);
      this.end("not-scanned");
      return notScanned(`it cannot be read: ${error instanceof Error ? error.message : "unknown"}`);
    }
    const { verdict, lines, objects, bytes } = this.#judgement;
    if (verdict !== "clean") {
      this.end(verdict);
      return lines;
    }
    if (objects > 0) say(`${scannedSoFar(objects, bytes)}: clean`);
    this.#mutex = await this.#served.mirror.mutex.hold();
    return null;
  }

  async forward(
    asked: { commands: Command[]; pushOptions: string[]; atomic: boolean },
    say: Say,
  ): Promise<ReadonlyMap<string, RefResult>> {
    const { scanner } = this.#gate.options;
    const options = textItems("(push option)", asked.pushOptions);
    const report = shownReport(await scanner.search(options), scanner);
    const findings = withoutWaived(report.findings, this.#gate.waived);
    if (findings.length > 0 || report.refused !== null) {
      const lines = report.refused === null ? secretsFound(findings) : notScanned(report.refused);
      const verdict = report.refused === null ? "secret" : "not-scanned";
      this.#judgement = { verdict, objects: 0, bytes: 0, findings, lines };
      this.end(verdict);
      for (const line of lines) say(line);
      return new Map(
        asked.commands.map(({ ref }) => [
          ref,
          { ok: false, why: "a push option holds what looks like a secret" },
        ]),
      );
    }
    const { mirror } = this.#served;
    this.#results = await mirror.upstream.push(mirror.directory, {
      ...asked,
      onRemoteLine: (line) => say(`upstream: ${line}`),
    });
    this.end("clean");
    return this.#results;
  }

  fail(error: unknown): void {
    const why = error instanceof Error ? error.message : "unknown";
    this.#gate.options.log.event("failed", { remote: this.#served.remote.name, why: printable(why) });
  }

  /** Writes down what became of it, once, and before its client can know; `otherwise`: the verdict where nobody gave one. */
  end(otherwise: PushEntry["verdict"]): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const shown = (ref: string): string => shownName(ref, this.#gate.options.scanner);
    const { verdict = otherwise, objects = 0, bytes = 0, findings = [] } = this.#judgement ?? {};
    this.#gate.record({
      time: this.#gate.options.now().toISOString(),
      remote: this.#served.remote.name,
      refs: this.#commands.map(({ ref }) => shown(ref)),
      verdict,
      results: Object.fromEntries(
        [...this.#results].map(([ref, result]) => [shown(ref), result.ok ? "ok" : result.why]),
      ),
      objects,
      bytes,
      findings: findings.map(({ ruleId, file, line, commit, fingerprint }) => ({
        ruleId,
        file,
        line,
        commit,
        fingerprint,
      })),
      ms: Math.round(performance.now() - this.#started),
    });
  }

  [Symbol.dispose](): void {
    if (this.#mutex !== null) this.#served.mirror.forgetRefs();
    this.#mutex?.[Symbol.dispose]();
    this.#mutex = null;
    this.end("aborted");
  }

  #brought(quarantine: string): Brought {
    return {
      commands: this.#commands,
      quarantine,
      say: (line) => this.#say(line),
      isWanted: () => !this.#isAbandoned && !this.#isEnded,
    };
  }

  #options(): JudgeOptions {
    const { scanner, limits } = this.#gate.options;
    const { searching, waived } = this.#gate;
    const { remote, mirror } = this.#served;
    const clean = this.#gate.clean.under(scanner.configuration);
    return { remote, directory: mirror.directory, scanner, clean, limits, searching, waived };
  }
}
