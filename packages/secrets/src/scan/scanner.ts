import { usualLimits } from "../containers/budget.ts";
import { unpack } from "../containers/unpack.ts";
import { type IgnoreFile, isIgnored } from "../gitleaks/ignore-file.ts";
import type { Finding, Place, ScanOutcome, Searched } from "./finding.ts";
import { inOrder, keyOf, MOST_FINDINGS } from "./findings.ts";
import type { ScannerOptions } from "./scanner-options.ts";
import { StreamScan } from "./stream-scan.ts";
import { isOwn, TextSearch } from "./text-search.ts";
import { toFinding, WHOLE } from "./to-finding.ts";
import { usualWindows, type Window, WindowScan } from "./window-scan.ts";

/** What is larger is never held as a whole, so that nothing is unpacked: a container of this size is refused. */
const MOST_WHOLE = 32 * 1024 * 1024;
/** A text that is larger is searched in windows. */
const MOST_AT_ONCE = usualWindows.stride;

const EVERYTHING = { start: 0, end: Infinity };

/** Finds secrets in files by known values, native rules and a configuration's rules; raw, decoded and unpacked. Compiled once. */
export class Scanner {
  readonly #options: ScannerOptions;
  readonly #search: TextSearch;

  constructor(options: ScannerOptions) {
    this.#options = options;
    this.#search = new TextSearch(options);
  }

  /** Scans the content of a file. */
  scan(bytes: Uint8Array, place: Place): ScanOutcome {
    if (bytes.length <= MOST_WHOLE) return this.#whole(bytes, place);
    const windows = this.#inWindows(bytes.subarray(0, MOST_WHOLE), place);
    if (!("add" in windows)) return windows;
    windows.add(bytes);
    return windows.end();
  }

  /** Scans the content of a file chunk by chunk. */
  begin(place: Place): StreamScan {
    return new StreamScan({
      mostWhole: MOST_WHOLE,
      whole: (bytes) => this.#whole(bytes, place),
      windows: (beginning) => this.#inWindows(beginning, place),
    });
  }

  #whole(bytes: Uint8Array, place: Place): ScanOutcome {
    const unpacked = this.#unpack(bytes, place);
    if (unpacked.verdict === "over-budget")
      return {
        kind: "over budget",
        file: unpacked.path,
        reason: `what it contains passes the limit of ${unpacked.limit}`,
      };
    const parts = unpacked.parts.map(({ bytes: inner, path: file, origin: offset }) => ({
      text: { bytes: inner, base: { ...WHOLE, offset, isFile: false } },
      inside: { ...place, file },
    }));
    const findings = new Map<string, Finding>();
    for (const { text, inside } of [{ text: { bytes, base: WHOLE }, inside: place }, ...parts]) {
      const searched = this.#searchText(text, inside);
      if (searched.kind === "over budget") return searched;
      for (const finding of searched.findings) findings.set(keyOf(finding), finding);
      if (findings.size > MOST_FINDINGS)
        return { kind: "over budget", file: place.file, reason: `more than ${MOST_FINDINGS} findings` };
    }
    return { kind: "scanned", findings: inOrder(findings.values()), unread: unpacked.unread };
  }

  #unpack(bytes: Uint8Array, { file }: Place): ReturnType<typeof unpack> {
    const { inflate, limits = usualLimits } = this.#options;
    return unpack({ path: file, bytes }, inflate, limits);
  }

  #inWindows(beginning: Uint8Array, place: Place): WindowScan | ScanOutcome {
    const unpacked = this.#unpack(beginning, place);
    if (unpacked.verdict === "over-budget" || unpacked.parts.length + unpacked.unread.length > 0)
      return {
        kind: "over budget",
        file: place.file,
        reason: `an archive, compressed or UTF-16, of more than ${MOST_WHOLE} bytes`,
      };
    return new WindowScan(place, (window) => this.#searchIn(window, place));
  }

  #searchText({ bytes, base }: Pick<Window, "bytes" | "base">, place: Place): Searched {
    if (bytes.length <= MOST_AT_ONCE) return this.#searchIn({ bytes, base, own: EVERYTHING }, place);
    const scan = new WindowScan(place, (window) => this.#searchIn(window, place), { base, isUnpacked: true });
    scan.add(bytes);
    return scan.end();
  }

  #searchIn({ bytes, base, own }: Window, place: Place): Searched {
    const result = this.#search.find(bytes, place);
    if (result.kind === "over budget") return { ...result, file: place.file };
    const found = result.found.filter((located) => isOwn(located, own));
    const findings = found.map((located) => toFinding(located, place, base));
    const { ignore } = this.#options;
    const kept =
      ignore === undefined ? findings : findings.filter((finding) => !isIgnoredFinding(finding, ignore));
    return { kind: "scanned", findings: kept };
  }
}

function isIgnoredFinding({ kind, commit, ...place }: Finding, ignore: IgnoreFile): boolean {
  return kind !== "known" && isIgnored(ignore, { ...place, commit: commit ?? undefined });
}
