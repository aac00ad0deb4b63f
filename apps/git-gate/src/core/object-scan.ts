import type { CleanObjects } from "./clean-objects.ts";
import { isLfsPointer, LFS_POINTER_MOST } from "./lfs-pointer.ts";
import type { Limits } from "./limits.ts";
import { ObjectStream, type ObjectHeader } from "./object-stream.ts";
import type { FileScan, Finding, FoundSecret, PushScanner } from "./push-scanner.ts";
import { shownName } from "./shown-name.ts";
import { metadataItems, type ScanItem } from "./scan-items.ts";

/** Most bytes of a commit, tag or tree, each of which is held whole. */
const MOST_METADATA = 16_000_000;
/** More than this many findings are not told apart from each other. */
const MOST_FINDINGS = 20_000;

export interface ScanReport {
  objects: number;
  bytes: number;
  findings: Finding[];
  /** Paths of new pointers of Git LFS. */
  lfsPointers: string[];
  /** Why it was not scanned to its end; null: it was. */
  refused: string | null;
}

export interface ObjectScanOptions {
  scanner: PushScanner;
  clean: CleanObjects;
  limits: Limits;
}

/** Searches objects as they come out of `git cat-file`, each once. */
export class ObjectScan {
  readonly report: ScanReport = { objects: 0, bytes: 0, findings: [], lfsPointers: [], refused: null };
  readonly #options: ObjectScanOptions;
  readonly #stream: ObjectStream;
  #header: ObjectHeader | null = null;
  /** The content so far, where it is needed whole. */
  #held: Buffer[] = [];
  #scan: FileScan | null = null;

  constructor(options: ObjectScanOptions) {
    this.#options = options;
    this.#stream = new ObjectStream({
      begin: (header) => this.#begin(header),
      content: (chunk) => this.#content(chunk),
      end: () => this.#end(),
    });
  }

  /** Whether every object that began has ended. */
  get isWhole(): boolean {
    return this.#stream.isBetweenObjects;
  }

  /** False: it was enough, `report.refused` says why. Throws a SyntaxError when an object cannot be read. */
  add(chunk: Buffer): boolean {
    if (this.report.refused === null) this.#stream.add(chunk);
    return this.report.refused === null;
  }

  /** Searches what is no object. */
  addItems(items: readonly ScanItem[]): void {
    for (const { file, content } of items) {
      const scan = this.#options.scanner.begin(file);
      scan.add(content);
      this.#take(scan, file.name);
    }
  }

  #begin(header: ObjectHeader): void {
    const { limits, scanner } = this.#options;
    this.#header = header;
    this.#held = [];
    this.#scan = null;
    this.report.objects += 1;
    this.report.bytes += header.size;
    const most = header.type === "blob" ? limits.object : Math.min(limits.object, MOST_METADATA);
    if (header.size > most)
      this.#refuse(
        `${this.#nameOf(header)} has ${header.size} bytes, more than ${most}: leave it out, or keep it elsewhere`,
      );
    else if (this.report.bytes > limits.content)
      this.#refuse(`it brings more than ${limits.content} bytes of new content: push it in parts`);
    else if (header.type === "blob")
      this.#scan = scanner.begin({
        name: header.rest === "" ? "(a blob without a path)" : header.rest,
        isPath: header.rest !== "",
      });
  }

  #content(chunk: Buffer): void {
    if (this.report.refused !== null) return;
    this.#scan?.add(chunk);
    const isSmall = (this.#header?.size ?? 0) <= LFS_POINTER_MOST;
    if (this.#scan === null || isSmall) this.#held.push(chunk);
  }

  #end(): void {
    const header = this.#header;
    if (header === null || this.report.refused !== null) return;
    const before = this.report.findings.length;
    const [first] = this.#held;
    const whole = this.#held.length === 1 && first !== undefined ? first : Buffer.concat(this.#held);
    if (this.#scan === null) this.addItems(metadataItems(header.type, whole, header.rest));
    else this.#take(this.#scan, header.rest === "" ? "(a blob without a path)" : header.rest);
    const isPointer = header.type === "blob" && isLfsPointer(whole) && header.size === whole.length;
    if (isPointer) this.report.lfsPointers.push(shownName(header.rest, this.#options.scanner));
    const isClean = this.report.findings.length === before && this.report.refused === null && !isPointer;
    if (isClean) this.#options.clean.add(header.id, header.rest);
  }

  #take(scan: FileScan, name: string): void {
    const result = scan.end();
    if (result.kind === "over-budget") this.#refuse(result.why);
    else for (const finding of result.findings) this.report.findings.push(this.#placed(finding, name));
    if (this.report.findings.length > MOST_FINDINGS)
      this.#refuse(`it holds more than ${MOST_FINDINGS} findings: push it in parts`);
  }

  #nameOf({ id, rest: path }: ObjectHeader): string {
    return path === "" ? id : `"${shownName(path, this.#options.scanner)}"`;
  }

  #placed(found: FoundSecret, name: string): Finding {
    const { id = null, type } = this.#header ?? {};
    const file = shownName(name, this.#options.scanner);
    return { ...found, file, object: id, commit: type === "commit" ? id : null };
  }

  #refuse(why: string): void {
    this.report.refused ??= why;
  }
}
