import { statfs } from "node:fs/promises";
import { join } from "node:path";
import type { GateConfig, GateRemote } from "@claude-bottle/policy";
import type { Secret } from "@claude-bottle/shared";
import { CleanObjects } from "../core/clean-objects.ts";
import type { Limits } from "../core/limits.ts";
import type { PushScanner } from "../core/push-scanner.ts";
import { RecentSet } from "../core/recent-set.ts";
import { shownFindings } from "../core/refusal-text.ts";
import { repositoryNames } from "../core/repository-path.ts";
import type { Waiver } from "../core/waivers.ts";
import type { Log } from "@claude-bottle/shared/service";
import { Mirror } from "./mirror.ts";
import { Mutex } from "./mutex.ts";
import type { PushEntry } from "./push-log.ts";
import { Upstream } from "./upstream.ts";

const MOST_PUSHES = 50;
const MOST_REFUSED = 10_000;
/** Pushes that are searched at the same time: each has gits of its own that hold some ten megabytes. */
const MOST_SEARCHED = 4;

export interface GateOptions {
  config: GateConfig;
  /** Keys and tokens by the remote's name. */
  credentials: ReadonlyMap<string, Secret>;
  scanner: PushScanner;
  limits: Limits;
  log: Log;
  now: () => Date;
  /** Directory of git's hooks. */
  hooks: string;
  /** Directory that only the gate can read; short, as sockets lie in it. */
  run: string;
  /** File of the certificates to trust (PEM). */
  roots: string;
}

/** A remote as it is served. */
export interface Served {
  remote: GateRemote;
  mirror: Mirror;
}

/** What the gate knows while it runs: its mirrors, what was waived, and what was pushed. */
export class Gate implements AsyncDisposable {
  readonly options: GateOptions;
  readonly clean = new CleanObjects();
  /** Of whoever searches a push. */
  readonly searching = new Mutex(MOST_SEARCHED);
  readonly served: readonly Served[];
  /** The last pushes, newest first. */
  readonly pushes: PushEntry[] = [];
  readonly #refused = new RecentSet(MOST_REFUSED);
  readonly #byName: ReadonlyMap<string, Served>;
  readonly #waived: Set<string>;
  readonly #held: AsyncDisposableStack;
  #services = 0;

  private constructor(options: GateOptions, served: readonly Served[], held: AsyncDisposableStack) {
    this.options = options;
    this.served = served;
    this.#held = held;
    this.#waived = new Set(options.config.waivers);
    const byRemote = new Map(served.map((one) => [one.remote, one]));
    const named = [...repositoryNames(options.config.remotes)];
    this.#byName = new Map(
      named.flatMap(([name, remote]) => {
        const one = byRemote.get(remote);
        return one === undefined ? [] : [[name, one] as const];
      }),
    );
  }

  /** @throws {BottleError} `config-invalid` */
  static async open(options: GateOptions): Promise<Gate> {
    const { config, credentials, run, roots, limits, now } = options;
    repositoryNames(config.remotes);
    await using held = new AsyncDisposableStack();
    const served: Served[] = [];
    for (const [index, remote] of config.remotes.entries()) {
      const sockets = join(run, String(index));
      const credential = credentials.get(remote.name) ?? null;
      const upstream = held.use(await Upstream.open({ remote, credential, sockets, roots, limits }));
      const directory = join(config.state, `${remote.name}.git`);
      const mirror = new Mirror({ directory, upstream, limits, now: () => now().getTime() });
      await mirror.prepare();
      served.push({ remote, mirror });
    }
    return new Gate(options, served, held.move());
  }

  find(name: string): Served | null {
    return this.#byName.get(name) ?? null;
  }

  get waived(): ReadonlySet<string> {
    return this.#waived;
  }

  /** Fetches every mirror ahead of its first client; what fails is told to whoever asks. */
  warmUp(): void {
    for (const { mirror } of this.served) void mirror.refresh().catch(() => {});
  }

  /** Lets a finding pass from now on. */
  waive({ fingerprint, reason }: Waiver): void {
    this.#waived.add(fingerprint);
    this.options.log.event("waived", { fingerprint, reason });
  }

  /** Whether a push was refused for this finding since the start, and its client was told the fingerprint. */
  hasRefused(fingerprint: string): boolean {
    return this.#refused.has(fingerprint);
  }

  record(entry: PushEntry): void {
    this.pushes.unshift(entry);
    this.pushes.length = Math.min(this.pushes.length, MOST_PUSHES);
    if (entry.verdict === "secret")
      for (const { fingerprint } of shownFindings(entry.findings)) this.#refused.add(fingerprint);
    const { time: _, ...facts } = entry;
    this.options.log.event("push", facts);
  }

  /** A place among those that git works for; null: there is none. */
  enter(): Disposable | null {
    if (this.#services >= this.options.limits.services) return null;
    this.#services += 1;
    return {
      [Symbol.dispose]: () => {
        this.#services -= 1;
      },
    };
  }

  /** Whether there is space for a push. */
  async hasRoom(): Promise<boolean> {
    const { bavail, bsize } = await statfs(this.options.config.state);
    return bavail * bsize >= this.options.limits.free;
  }

  /** Ends what it does with the upstreams, and waits for the mirrors to be left alone. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#held.disposeAsync();
    for (const { mirror } of this.served) await mirror.settle();
  }
}
