import { BottleError } from "@claude-bottle/shared";
import type { Finding, ScanPool, ScanSetup } from "@claude-bottle/secrets/pool";
import { printable } from "../core/printable.ts";
import type { ScannerConfig } from "../host/scanner-config.ts";
import { defineCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { hostPath } from "./load.ts";
import { liveProgress } from "./progress.ts";

const DECODE_DEPTH = 5;
/** So many files that were not scanned are named. */
const MOST_NAMED = 20;

export const scan = defineCommand({
  name: "scan",
  summary: "Search files, directories or stdin (-) for secrets; ends with 1 when there are any",
  arguments: [{ name: "path", required: true, many: true }],
  flags: {
    format: {
      type: "string",
      choices: ["text", "json", "sarif"],
      summary: "How to print what was found; text is the default",
    },
    config: {
      type: "string",
      value: "FILE.toml",
      summary: "Rules of a gitleaks configuration in place of our own; useDefault in it stands for our own",
    },
  },
  async run({ arguments: paths, flags }, context) {
    const files = await import("../host/scanned-files.ts");
    const resolve = (path: string): string => hostPath(path, context);
    await files.checkPaths({ paths, resolve });
    await using pool = await openPool(flags.config, context);
    for (const warning of pool.warnings) context.err(`! ${printable(warning)}\n`);
    const unscanned: string[] = [];
    const left: string[] = [];
    const listed = files.scannedFiles({
      paths,
      resolve,
      stdin: () => context.terminal.streams().stdin,
      onUnreadable: (file, reason) => void unscanned.push(`${file}: ${reason}`),
      onLeft: (file) => void left.push(file),
    });
    const findings: Finding[] = [];
    {
      using progress = scanProgress(context);
      for await (const { file, outcome } of pool.scanAll(listed)) {
        progress.add(file.bytes);
        if (outcome.kind === "over budget") unscanned.push(`${outcome.file}: ${outcome.reason}`);
        else {
          findings.push(...outcome.findings);
          for (const { path, why } of outcome.unread)
            context.err(`! ${printable(path)} could not be looked into: ${why}\n`);
        }
      }
    }
    if (left.length > 0) context.err(`! Links and special files, which are not followed: ${left.length}\n`);
    context.out(await reportOf(findings, flags.format));
    if (unscanned.length > 0) throw notScanned(unscanned);
    return findings.length === 0 ? 0 : 1;
  },
});

async function openPool(config: string | undefined, context: Context): Promise<ScanPool> {
  const { GitleaksConfigError, ScanPool } = await import("@claude-bottle/secrets/pool");
  try {
    return await ScanPool.open({
      worker: new URL("../host/scan-worker-main.ts", import.meta.url),
      setup: setupOf(config === undefined ? null : await read(config, context)),
    });
  } catch (cause) {
    if (!(cause instanceof GitleaksConfigError)) throw cause;
    throw new BottleError("rules-invalid", `The rules cannot be used: ${cause.message}`, {
      hint: "Correct the file that --config names",
      cause,
    });
  }
}

async function read(config: string, context: Context): Promise<ScannerConfig> {
  const { readScannerConfig } = await import("../host/scanner-config.ts");
  const read = await readScannerConfig(hostPath(config, context), context.cwd);
  if (read.extendsDefault)
    context.err("! useDefault stands for our own rules, not for those that gitleaks brings\n");
  return read;
}

/** A configuration of its own gives what gitleaks would find by it; otherwise our rules look too. */
function setupOf(config: ScannerConfig | null): ScanSetup {
  const isOwn = config === null || config.extendsDefault;
  return {
    known: [],
    hasNativeRules: isOwn,
    config: config ?? "default",
    decodeDepth: DECODE_DEPTH,
    hasExtraEncodings: isOwn,
    policy: { allowComments: false, pathAllowlists: config !== null },
    ignore: config?.ignore ?? null,
    digestKey: null,
  };
}

async function reportOf(findings: readonly Finding[], format = "text"): Promise<string> {
  const { jsonReport, sarifReport, textReport } = await import("@claude-bottle/secrets/report");
  if (format === "json") return jsonReport(findings);
  return format === "sarif" ? sarifReport(findings) : textReport(findings);
}

function notScanned(files: readonly string[]): BottleError {
  const named = files.slice(0, MOST_NAMED).map((file) => `\n  ${printable(file)}`);
  const more = files.length > MOST_NAMED ? `\n  and ${files.length - MOST_NAMED} more` : "";
  return new BottleError("scan-incomplete", `Not all was scanned:${named.join("")}${more}`, {
    hint: "Nothing is known of these files: unpack them, or make them readable, and scan them again",
  });
}

/** How far it is, on a terminal. */
function scanProgress(context: Context): Disposable & { add(bytes: number): void } {
  if (!context.terminal.live) return { add: () => undefined, [Symbol.dispose]: () => undefined };
  const view = liveProgress({
    write: (text) => context.err(text),
    now: () => context.now(),
    columns: () => context.terminal.columns(),
  });
  const step = "Scanning";
  let count = 0;
  let total = 0;
  view.report({ kind: "begin", step });
  return {
    add(bytes) {
      count += 1;
      total += bytes;
      view.report({ kind: "detail", step, text: `${count} files, ${(total / 1e6).toFixed(1)} MB` });
    },
    [Symbol.dispose]: () => view[Symbol.dispose](),
  };
}
