import type { FileStore } from "../queue/file-store.ts";

/** Ends the work of a `CrashingFiles` whose time has come. */
export class CrashError extends Error {}

interface Content {
  /** What every reader sees. */
  text: string;
  /** What outlives a crash for certain. */
  synced: string;
}

/** A change of names that no crash may halve, and the directories whose sync makes it last. */
interface NameChange {
  directories: readonly string[];
  apply(names: Map<string, Content>): void;
}

const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));

/**
 * Files in memory that may lose what POSIX lets a crash lose: of a file what was not synced, from any place on; of the
 * names whatever was not made to last by a sync of their directory, each change by itself and in any order.
 */
export class CrashingFiles implements FileStore {
  readonly #lasting: Map<string, Content>;
  readonly #names: Map<string, Content>;
  #unsynced: NameChange[] = [];
  #operations = 0;
  /** Operations until the crash; the one after them does not happen. */
  crashAfter = Number.POSITIVE_INFINITY;

  constructor(lasting: ReadonlyMap<string, Content> = new Map()) {
    this.#lasting = new Map(lasting);
    this.#names = new Map(lasting);
  }

  get operations(): number {
    return this.#operations;
  }

  /** Every file and its text. */
  get texts(): Record<string, string> {
    return Object.fromEntries([...this.#names].map(([path, { text }]) => [path, text]));
  }

  /** What a machine finds when it starts again; `choose` gives an integer in `[0, below)`. */
  afterCrash(choose: (below: number) => number): CrashingFiles {
    const names = new Map(this.#lasting);
    for (const change of this.#unsynced) if (choose(2) === 1) change.apply(names);
    const survivors = new Map<Content, Content>();
    for (const content of names.values()) {
      const lost = content.text.length - content.synced.length;
      const text =
        lost >= 0 && content.text.startsWith(content.synced)
          ? content.text.slice(0, content.synced.length + choose(lost + 1))
          : content.synced;
      survivors.set(content, { text, synced: text });
    }
    return new CrashingFiles(
      new Map([...names].map(([path, content]) => [path, survivors.get(content) ?? content])),
    );
  }

  async list(directory: string): Promise<string[]> {
    this.#step();
    const prefix = `${directory}/`;
    const names = [...this.#names.keys()].filter((path) => path.startsWith(prefix));
    return [...new Set(names.map((path) => path.slice(prefix.length).split("/")[0] ?? ""))];
  }

  async read(path: string, most: number): Promise<string | null> {
    this.#step();
    const text = this.#names.get(path)?.text ?? null;
    return text === null || text.length > most ? null : text;
  }

  async write(path: string, text: string): Promise<void> {
    this.#step();
    if (this.#names.has(path)) throw Object.assign(new Error(`EEXIST ${path}`), { code: "EEXIST" });
    const content = { text, synced: "" };
    this.#change([directoryOf(path)], (names) => names.set(path, content));
  }

  async append(path: string, text: string): Promise<void> {
    this.#step();
    if (!this.#names.has(path)) {
      const content = { text: "", synced: "" };
      this.#change([directoryOf(path)], (names) => names.set(path, content));
    }
    this.#content(path).text += text;
  }

  async truncate(path: string, bytes: number): Promise<void> {
    this.#step();
    const content = this.#content(path);
    content.text = Buffer.from(content.text).subarray(0, bytes).toString();
  }

  async sync(path: string): Promise<void> {
    this.#step();
    const content = this.#content(path);
    content.synced = content.text;
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step();
    const content = this.#content(from);
    this.#change([directoryOf(from), directoryOf(to)], (names) => {
      if (names.get(from) === content) names.delete(from);
      names.set(to, content);
    });
  }

  async link(from: string, to: string): Promise<void> {
    this.#step();
    const content = this.#content(from);
    if (this.#names.has(to)) throw Object.assign(new Error(`EEXIST ${to}`), { code: "EEXIST" });
    this.#change([directoryOf(to)], (names) => names.set(to, content));
  }

  async syncDirectory(directory: string): Promise<void> {
    this.#step();
    const [made, left] = [true, false].map((is) =>
      this.#unsynced.filter(({ directories }) => directories.includes(directory) === is),
    );
    for (const change of made ?? []) change.apply(this.#lasting);
    this.#unsynced = left ?? [];
  }

  async remove(path: string): Promise<void> {
    this.#step();
    if (this.#names.has(path)) this.#change([directoryOf(path)], (names) => names.delete(path));
  }

  #step(): void {
    if (this.#operations >= this.crashAfter)
      throw new CrashError(`crash after ${this.#operations} operations`);
    this.#operations += 1;
  }

  #content(path: string): Content {
    const content = this.#names.get(path);
    if (content === undefined) throw Object.assign(new Error(`ENOENT ${path}`), { code: "ENOENT" });
    return content;
  }

  #change(directories: readonly string[], apply: (names: Map<string, Content>) => unknown): void {
    apply(this.#names);
    this.#unsynced.push({ directories, apply });
  }
}
