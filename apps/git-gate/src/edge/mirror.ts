import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { BottleError } from "@claude-bottle/shared";
import { commonSettings, gitEnvironment, type Environment } from "../core/git-environment.ts";
import type { Limits } from "../core/limits.ts";
import { parseForEachRef, sameRefs, type ListedRefs, type Refs } from "../core/listed-refs.ts";
import { printable } from "../core/printable.ts";
import { coalesce } from "@claude-bottle/shared/service";
import { Mutex } from "./mutex.ts";
import { runGit, type GitResult } from "./run-git.ts";
import type { Upstream } from "./upstream.ts";

const MOST_PACKS = 50;
/** Objects of pushes whose commits are not in the graph of commits. */
const MOST_UNGRAPHED = 10_000;

export interface MirrorOptions {
  directory: string;
  upstream: Upstream;
  limits: Limits;
  now: () => number;
}

/** A bare repository that has what the upstream has. It is a cache: what is wrong with it is mended by a new one. */
export class Mirror {
  readonly directory: string;
  readonly upstream: Upstream;
  /** Makes it what the upstream is now. @throws {UpstreamError} */
  readonly refresh: () => Promise<void>;
  /** Of whoever changes refs, here or at the upstream. */
  readonly mutex = new Mutex();
  readonly #options: MirrorOptions;
  readonly #environment: Environment;
  #refreshed: number | null = null;
  #failure: string | null = null;
  #head: string | null = null;
  /** Objects that pushes brought since the graph of commits was written. */
  #ungraphed = 0;
  /** Its refs, where they are known without asking git. */
  #refs: Refs | null = null;

  constructor(options: MirrorOptions) {
    this.directory = options.directory;
    this.upstream = options.upstream;
    this.#options = options;
    this.#environment = gitEnvironment(commonSettings, options.limits);
    this.refresh = coalesce(() => this.#refresh());
  }

  /** Milliseconds since it was last what the upstream was; null: it never was. */
  get age(): number | null {
    return this.#refreshed === null ? null : this.#options.now() - this.#refreshed;
  }

  /** Why the last refresh failed; null: it did not. */
  get failure(): string | null {
    return this.#failure;
  }

  /** Makes the repository, or clears away what a killed gate left in it. */
  async prepare(): Promise<void> {
    await mkdir(this.directory, { recursive: true });
    await removeTemporary(this.directory);
    await this.unlock();
    if (!(await this.#isWhole())) await this.#createAnew();
  }

  /** Resolves once nobody changes it any more. */
  async settle(): Promise<void> {
    using _ = await this.mutex.hold();
  }

  /** To be called by whoever changed its refs. */
  forgetRefs(): void {
    this.#refs = null;
  }

  /**
   * Clears away the locks of a git that was ended by force. Only for whoever holds the mutex: nobody else has locks here then.
   */
  async unlock(): Promise<void> {
    await removeLocks(this.directory);
  }

  /** Its refs. */
  async refs(): Promise<Refs> {
    const { code, stdout, stderr } = await this.#git(["for-each-ref", "--format=%(objectname) %(refname)"]);
    if (code !== 0) throw new Error(`The mirror cannot be read: ${printable(stderr)}`);
    return parseForEachRef(stdout);
  }

  /**
   * Gathers packs and refs, of which each push leaves one, once there are many; and after many objects has git write down how
   * commits follow on each other, which else is read out of each of them at every push. `brought`: objects of the last push.
   */
  async maintain(brought: number): Promise<void> {
    this.#ungraphed += brought;
    const packs = await readdir(join(this.directory, "objects", "pack"));
    const tasks: string[][] = [];
    if (packs.filter((name) => name.endsWith(".pack")).length > MOST_PACKS)
      tasks.push(["repack", "-d", "--geometric=2", "--write-midx", "--quiet"], ["pack-refs", "--all"]);
    if (this.#ungraphed > MOST_UNGRAPHED)
      tasks.push(["commit-graph", "write", "--reachable", "--split", "--no-progress"]);
    if (tasks.length === 0) return;
    if (this.#ungraphed > MOST_UNGRAPHED) this.#ungraphed = 0;
    using _ = await this.mutex.hold();
    for (const task of tasks) if ((await this.#git(task)).code !== 0) await this.unlock();
  }

  async #refresh(): Promise<void> {
    using _ = await this.mutex.hold();
    const started = this.#options.now();
    try {
      const listed = await this.upstream.list();
      this.#refs ??= await this.refs();
      if (!sameRefs(listed.refs, this.#refs)) {
        this.#refs = null;
        await this.#fetch();
      }
      await this.#follow(listed);
      this.#refreshed = started;
      this.#failure = null;
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : "unknown";
      await this.unlock();
      throw error;
    }
  }

  async #fetch(): Promise<void> {
    try {
      await this.upstream.fetchInto(this.directory);
    } catch (error) {
      if (await this.#isWhole()) throw error;
      await this.#createAnew();
      await this.upstream.fetchInto(this.directory);
    }
  }

  async #isWhole(): Promise<boolean> {
    const { code } = await this.#git(["fsck", "--connectivity-only", "--no-dangling", "--no-progress"]);
    return code === 0;
  }

  /** Its default branch is the upstream's. */
  async #follow({ head }: ListedRefs): Promise<void> {
    if (head === null || head === this.#head) return;
    const { code, stderr } = await this.#git(["symbolic-ref", "HEAD", head]);
    if (code !== 0) throw new Error(`The mirror cannot be changed: ${printable(stderr)}`);
    this.#head = head;
  }

  async #createAnew(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
    await mkdir(this.directory, { recursive: true });
    this.#head = null;
    this.#refs = null;
    const { code, stderr } = await this.#git(["init", "--quiet", "--bare", "--template=", "."]);
    if (code === 0) return;
    throw new BottleError(
      "config-invalid",
      `There can be no mirror in "${this.directory}": ${printable(stderr)}`,
      {
        hint: "Give a directory that can be written to",
      },
    );
  }

  async #git(args: string[]): Promise<GitResult> {
    const env = { ...this.#environment, GIT_DIR: this.directory };
    return await runGit({ args, env, cwd: this.directory, timeout: this.#options.limits.transfer });
  }
}

/** Only the gate writes here, and it is only starting: what is temporary has no push. */
async function removeTemporary(directory: string): Promise<void> {
  const objects = join(directory, "objects");
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true }))
    if (entry.parentPath.startsWith(objects) && entry.name.startsWith("tmp_"))
      await rm(join(entry.parentPath, entry.name), { recursive: true, force: true });
}

/** No ref has a name that ends like this: https://git-scm.com/docs/git-check-ref-format */
async function removeLocks(directory: string): Promise<void> {
  // Quarantines, which come and go without the mutex, are not looked into
  for (const place of [".", "refs", "objects/info", "objects/info/commit-graphs", "objects/pack"]) {
    const names = await readdir(join(directory, place), { recursive: place === "refs" }).catch(() => []);
    for (const name of names)
      if (name.endsWith(".lock")) await rm(join(directory, place, name), { force: true });
  }
}
