import type { CleanObjects } from "./clean-objects.ts";
import { isLfsPointer, LFS_POINTER_MOST } from "./lfs-pointer.ts";
import type { Limits } from "./limits.ts";
import { ObjectStream, type ObjectHeader } from "./object-stream.ts";
import type {
  FileScan,
  Finding,
  FoundSecret,
  PushScanner,
  PushSearch,
  ScanResult,
  TakeResult,
} from "./push-scanner.ts";
import { RepeatedTexts } from "./repeated-texts.ts";
import { shownName } from "./shown-name.ts";
import { metadataItems, type ScanItem } from "./scan-items.ts";

/** Most bytes of a commit, tag or tree, each of which is held whole. */
const MOST_METADATA = 16_000_000;
/** More than this many findings are not told apart from each other. */
const MOST_FINDINGS = 20_000;
const UNNAMED = "(a blob without a path)";

export interface ScanReport {
  objects: number;
  bytes: number;
  findings: Finding[];
  /** Paths of new pointers of Git LFS. */
  lfsPointers: string[];
  /** What lies in containers and cannot be looked into, with the reason. */
  unread: string[];
  /** Why it was not scanned to its end; null: it was. */
  refused: string | null;
}

export interface ObjectScanOptions {
  scanner: PushScanner;
  clean: CleanObjects;
  limits: Limits;
}

/** The searches of one object; of what is no object where `header` is null. */
interface Searches {
  header: ObjectHeader | null;
  /** How many have no result yet. */
  left: number;
  isClean: boolean;
}

/** Searches objects as they come out of `git cat-file`, each once. */
export class ObjectScan {
  readonly #report: ScanReport = {
    objects: 0,
    bytes: 0,
    findings: [],
    lfsPointers: [],
    unread: [],
    refused: null,
  };
  readonly #options: ObjectScanOptions;
  readonly #stream: ObjectStream;
  readonly #search: PushSearch;
  readonly #repeated = new RepeatedTexts();
  #header: ObjectHeader | null = null;
  /** The content so far, where it is needed whole. */
  #held: Buffer[] = [];
  #scan: FileScan | null = null;
  /** Objects whose searches have not all ended. */
  #ending = 0;
  #allEnded = Promise.withResolvers<void>();

  constructor(options: ObjectScanOptions) {
    this.#options = options;
    this.#search = options.scanner.open();
    this.#stream = new ObjectStream({
      begin: (header) => this.#begin(header),
      content: (chunk) => this.#content(chunk),
      end: () => this.#end(),
    });
  }

  /** What was taken in so far, searched or not. */
  get taken(): Pick<ScanReport, "objects" | "bytes"> {
    return this.#report;
  }

  /** Whether every object that began has ended. */
  get isWhole(): boolean {
    return this.#stream.isBetweenObjects;
  }

  /** False: it was enough, the report says why. Throws a SyntaxError when an object cannot be read. */
  add(chunk: Buffer): boolean {
    if (this.#report.refused === null) this.#stream.add(chunk);
    return this.#report.refused === null;
  }

  /** Resolves once the scanner can take more. */
  async room(): Promise<void> {
    await this.#search.room();
  }

  /** What came of it, once everything that was added is searched. */
  async done(): Promise<ScanReport> {
    this.drop();
    while (this.#ending > 0) await this.#allEnded.promise;
    return this.#report;
  }

  /** Ends the search of an object that does not come to its end. */
  drop(): void {
    this.#scan?.drop();
    this.#scan = null;
  }

  /** Searches what is no object. */
  addItems(items: readonly ScanItem[]): void {
    this.#searchItems(items, { header: null, left: items.length, isClean: true });
  }

  #begin(header: ObjectHeader): void {
    const { limits } = this.#options;
    this.#header = header;
    this.#held = [];
    this.#scan = null;
    this.#report.objects += 1;
    this.#report.bytes += header.size;
    const most = header.type === "blob" ? limits.object : Math.min(limits.object, MOST_METADATA);
    if (header.size > most)
      this.refuse(
        `${this.#nameOf(header)} has ${header.size} bytes, more than ${most}: leave it out, or keep it elsewhere`,
      );
    else if (this.#report.bytes > limits.content)
      this.refuse(`it brings more than ${limits.content} bytes of new content: push it in parts`);
    else if (header.type === "blob")
      this.#scan = this.#search.begin({
        name: header.rest === "" ? UNNAMED : header.rest,
        isPath: header.rest !== "",
      });
  }

  #content(chunk: Buffer): void {
    if (this.#report.refused !== null) return;
    this.#scan?.add(chunk);
    const isSmall = (this.#header?.size ?? 0) <= LFS_POINTER_MOST;
    if (this.#scan === null || isSmall) this.#held.push(chunk);
  }

  #end(): void {
    const header = this.#header;
    const scan = this.#scan;
    this.#scan = null;
    if (header === null || this.#report.refused !== null) {
      scan?.drop();
      return;
    }
    const [first] = this.#held;
    const whole = this.#held.length === 1 && first !== undefined ? first : Buffer.concat(this.#held);
    const isPointer = header.type === "blob" && isLfsPointer(whole) && header.size === whole.length;
    if (isPointer) this.#report.lfsPointers.push(shownName(header.rest, this.#options.scanner));
    if (scan === null) {
      const items = metadataItems(header.type, whole, header.rest);
      this.#searchItems(items, { header, left: items.length, isClean: true });
    } else {
      this.#ending += 1;
      const searches = { header, left: 1, isClean: !isPointer };
      scan.end((result) => this.#take(result, searches));
    }
  }

  #searchItems(items: readonly ScanItem[], searches: Searches): void {
    if (items.length === 0) return;
    this.#ending += 1;
    const take: TakeResult = (result) => this.#take(result, searches);
    for (const item of items) this.#repeated.search(item, (taking) => this.#searchItem(item, taking), take);
  }

  #searchItem(item: ScanItem, take: TakeResult): void {
    const scan = this.#search.begin(item.file);
    scan.add(item.content);
    scan.end(take);
  }

  #take(result: ScanResult, searches: Searches): void {
    try {
      if (!this.#note(result, searches.header)) searches.isClean = false;
    } catch {
      // This push's failure alone: others have their results from the same caller
      searches.isClean = false;
      this.refuse("what was found in it cannot be told");
    }
    searches.left -= 1;
    if (searches.left > 0) return;
    const { header, isClean } = searches;
    if (isClean && header !== null && this.#report.refused === null)
      this.#options.clean.add(header.id, header.rest);
    this.#ending -= 1;
    if (this.#ending > 0) return;
    this.#allEnded.resolve();
    this.#allEnded = Promise.withResolvers<void>();
  }

  /** Whether there is nothing to say of it. */
  #note(result: ScanResult, header: ObjectHeader | null): boolean {
    if (result.kind === "over-budget") {
      this.refuse(result.why);
      return false;
    }
    for (const found of result.findings) this.#report.findings.push(this.#placed(found, header));
    for (const path of result.unread) this.#report.unread.push(shownName(path, this.#options.scanner));
    if (this.#report.findings.length > MOST_FINDINGS)
      this.refuse(`it holds more than ${MOST_FINDINGS} findings: push it in parts`);
    return result.findings.length + result.unread.length === 0;
  }

  #nameOf({ id, rest: path }: ObjectHeader): string {
    return path === "" ? id : `"${shownName(path, this.#options.scanner)}"`;
  }

  #placed(found: FoundSecret, header: ObjectHeader | null): Finding {
    const { id = null, type } = header ?? {};
    const file = shownName(found.file, this.#options.scanner);
    return { ...found, file, object: id, commit: type === "commit" ? id : null };
  }

  /** Says that the search cannot come to its end. */
  refuse(why: string): void {
    this.#report.refused ??= why;
  }
}
