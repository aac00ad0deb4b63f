import { isLfsPointer, LFS_POINTER_MOST } from "./lfs-pointer.ts";
import { ObjectStream, type ObjectHeader } from "./object-stream.ts";
import type { FileScan, FileScanner, ObjectsReport, ScanResult } from "./push-scanner.ts";
import { RepeatedTexts } from "./repeated-texts.ts";
import { metadataItems, type ScanItem } from "./scan-items.ts";

/** More than this many findings are not told apart from each other. */
export const MOST_FINDINGS = 20_000;
const UNNAMED = "(a blob without a path)";

/** Searches objects as they come out of `git cat-file`, each once. */
export class ObjectScan {
  readonly report: ObjectsReport = { findings: [], lfsPointers: [], unread: [], refused: null, unclean: [] };
  readonly #scanner: FileScanner;
  readonly #repeated: RepeatedTexts;
  readonly #stream: ObjectStream;
  /** Of the object at hand, from 0. */
  #position = -1;
  #header: ObjectHeader | null = null;
  /** The content so far, where it is needed whole. */
  #held: Buffer[] = [];
  #scan: FileScan | null = null;

  constructor(scanner: FileScanner, repeated = new RepeatedTexts()) {
    this.#scanner = scanner;
    this.#repeated = repeated;
    this.#stream = new ObjectStream({
      begin: (header) => this.#begin(header),
      content: (chunk) => this.#content(chunk),
      end: () => this.#end(),
    });
  }

  /** Throws a SyntaxError when an object cannot be read. Once there is a refusal nothing more is searched. */
  add(chunk: Buffer): void {
    this.#stream.add(chunk);
  }

  /** Searches what is no object. */
  addItems(items: readonly ScanItem[]): void {
    this.#header = null;
    for (const item of items) this.#note(this.#search(item));
  }

  #begin(header: ObjectHeader): void {
    this.#position += 1;
    this.#header = header;
    this.#held = [];
    const { type, rest: path } = header;
    this.#scan =
      type === "blob"
        ? this.#scanner.begin({ name: path === "" ? UNNAMED : path, isPath: path !== "" })
        : null;
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
    const [first] = this.#held;
    const whole = this.#held.length === 1 && first !== undefined ? first : Buffer.concat(this.#held);
    if (this.#scan === null)
      for (const item of metadataItems(header.type, whole, header.rest)) this.#note(this.#search(item));
    else {
      this.#note(this.#scan.end());
      if (header.size === whole.length && isLfsPointer(whole)) {
        this.report.lfsPointers.push(header.rest);
        this.#markUnclean();
      }
    }
    this.#scan = null;
  }

  #search(item: ScanItem): ScanResult {
    return this.#repeated.search(item, () => {
      const scan = this.#scanner.begin(item.file);
      scan.add(item.content);
      return scan.end();
    });
  }

  #note(result: ScanResult): void {
    const { report } = this;
    if (result.kind === "over-budget") {
      report.refused ??= result.why;
      return;
    }
    if (result.findings.length + result.unread.length === 0) return;
    this.#markUnclean();
    const { id = null, type } = this.#header ?? {};
    const commit = type === "commit" ? id : null;
    for (const found of result.findings) report.findings.push({ ...found, object: id, commit });
    report.unread.push(...result.unread);
    if (report.findings.length > MOST_FINDINGS)
      report.refused ??= `it holds more than ${MOST_FINDINGS} findings: push it in parts`;
  }

  #markUnclean(): void {
    if (this.report.unclean.at(-1) !== this.#position) this.report.unclean.push(this.#position);
  }
}
