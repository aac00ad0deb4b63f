import { BottleError } from "@claude-bottle/shared";
import { type FileStore, writeAtomically } from "@claude-bottle/shared/queue";
import { type ClaimFile, claimSchema, type Holder, type Intent } from "./intent.ts";

const LARGEST = 4 * 1024 * 1024;

export interface ClaimsOptions {
  files: FileStore;
  /** Holds nothing else, and is out of reach for what runs in a bottle. */
  directory: string;
  holder: Holder;
  isAlive(holder: Holder): boolean;
}

/** What whoever holds a bottle does with its claim. */
export interface Claim {
  /** What holders that died meant to do, oldest first. */
  readonly left: readonly Intent[];
  /** Says lastingly what will be done now. */
  intend(intent: Intent): Promise<void>;
  /** Has the intent outlive the claim. */
  keep(): void;
}

interface Found {
  name: string;
  number: number;
  file: ClaimFile | null;
}

/**
 * One change at a time for each bottle, over all processes. A claim is `<identity>.<number>.json`, made whole and under a
 * name that nobody has; one whose holder is dead is taken over by making the next number, which again only one can.
 */
export class Claims {
  readonly #options: ClaimsOptions;
  readonly #queues = new Map<string, Promise<unknown>>();

  constructor(options: ClaimsOptions) {
    this.#options = options;
  }

  /** Works while nobody else does. @throws {BottleError} `not-available`: another process is at it */
  hold<Result>(identity: string, work: (claim: Claim) => Promise<Result>): Promise<Result> {
    const before = this.#queues.get(identity) ?? Promise.resolve();
    const run = (): Promise<Result> => this.#hold(identity, work);
    const result = before.then(run, run);
    this.#queues.set(
      identity,
      result.catch(() => undefined),
    );
    return result;
  }

  async #hold<Result>(identity: string, work: (claim: Claim) => Promise<Result>): Promise<Result> {
    const { holder } = this.#options;
    const { name, stale } = await this.#take(identity);
    let intent: Intent | null = null;
    let isKept = false;
    const result = await work({
      left: stale.flatMap(({ file }) => file?.intent ?? []),
      intend: async (intended) => {
        intent = intended;
        await this.#write(name, { version: 1, holder, intent });
      },
      keep: () => (isKept = true),
    }).catch(async (error: unknown) => {
      // What was left stays for the next; so does an intent of which nobody knows what became of it
      await (intent === null
        ? this.#remove([name])
        : this.#write(name, { version: 1, holder: null, intent }));
      throw error;
    });
    const done = stale.map((each) => each.name);
    if (isKept) await this.#write(name, { version: 1, holder: null, intent });
    await this.#remove(isKept ? done : [...done, name]);
    return result;
  }

  async #take(identity: string): Promise<{ name: string; stale: Found[] }> {
    const { files, directory, holder } = this.#options;
    const stale = await this.#found(identity);
    if (stale.some((each) => this.#isHeld(each))) throw busy(identity);
    const name = `${identity}.${(stale.at(-1)?.number ?? 0) + 1}.json`;
    const temporary = `${directory}/.${name}.${holder.pid}.tmp`;
    await files.remove(temporary);
    await files.write(temporary, text({ version: 1, holder, intent: null }));
    await files.sync(temporary);
    try {
      await files.link(temporary, `${directory}/${name}`);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") throw busy(identity);
      throw error;
    } finally {
      await files.remove(temporary);
    }
    await files.syncDirectory(directory);
    // A third may have begun anew between the look and the link, when the number before this was given up
    const others = (await this.#found(identity)).filter((each) => each.name !== name);
    if (others.some((each) => this.#isHeld(each))) {
      await this.#remove([name]);
      throw busy(identity);
    }
    return { name, stale: others };
  }

  async #found(identity: string): Promise<Found[]> {
    const { files, directory } = this.#options;
    const found: Found[] = [];
    for (const name of await files.list(directory)) {
      const [, of, number] = /^([^.]+)\.(\d+)\.json$/.exec(name) ?? [];
      if (of !== identity) continue;
      const content = await files.read(`${directory}/${name}`, LARGEST);
      // It was given up meanwhile
      if (content === null) continue;
      found.push({ name, number: Number(number), file: parse(content) });
    }
    return found.toSorted((one, other) => one.number - other.number);
  }

  /** One that cannot be read is nobody's to take. */
  #isHeld({ file }: Found): boolean {
    return file === null || (file.holder !== null && this.#options.isAlive(file.holder));
  }

  async #write(name: string, file: ClaimFile): Promise<void> {
    const { files, directory } = this.#options;
    await writeAtomically(files, { directory, name, text: text(file) });
  }

  async #remove(names: readonly string[]): Promise<void> {
    const { files, directory } = this.#options;
    for (const name of names) await files.remove(`${directory}/${name}`);
    await files.syncDirectory(directory);
  }
}

const text = (file: ClaimFile): string => `${JSON.stringify(file)}\n`;

function parse(content: string): ClaimFile | null {
  try {
    return claimSchema.safeParse(JSON.parse(content)).data ?? null;
  } catch {
    return null;
  }
}

function busy(identity: string): BottleError {
  return new BottleError("not-available", `Another operator changes "${identity}" at this moment`, {
    hint: `Look again when that is done. If nobody does, remove the files of ${identity} in claims/ of the home`,
  });
}
