import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { digest, type Finding } from "./finding.ts";

const run = promisify(execFile);

const MODULE = "github.com/zricethezav/gitleaks/v8";
const VERSION = "v8.30.0";

/** gitleaks, built by Go, and its own configuration file as its module has it. */
export interface Gitleaks {
  binary: string;
  config: string;
}

/** Builds it into a folder, unless it is there. Needs `go` and its module proxy. */
export async function installGitleaks(folder: string): Promise<Gitleaks> {
  const binary = join(folder, "gitleaks");
  if (!existsSync(binary)) {
    await run("go", ["install", `${MODULE}@${VERSION}`], { env: { ...process.env, GOBIN: folder } });
  }
  const { stdout } = await run("go", ["env", "GOMODCACHE"]);
  return { binary, config: join(stdout.trim(), `${MODULE}@${VERSION}`, "config", "gitleaks.toml") };
}

const reportSchema = z.array(
  z.object({
    RuleID: z.string(),
    File: z.string(),
    StartLine: z.number(),
    StartColumn: z.number(),
    Secret: z.string(),
    Tags: z.array(z.string()),
  }),
);

/** What gitleaks finds in the files below a folder. */
export async function findWithGitleaks(
  { binary, config }: Gitleaks,
  folder: string,
  decodeDepth: number,
): Promise<Finding[]> {
  const place = mkdtempSync(join(tmpdir(), "gitleaks-report-"));
  try {
    const report = join(place, "report.json");
    const flags = ["--report-path", report, "--max-decode-depth", String(decodeDepth), "--exit-code", "0"];
    await run(binary, ["dir", folder, "--config", config, "--no-banner", "--log-level", "error", ...flags]);
    return reportSchema.parse(JSON.parse(readFileSync(report, "utf8"))).map((found) => ({
      ruleId: found.RuleID,
      file: relative(folder, found.File),
      startLine: found.StartLine,
      startColumn: found.StartColumn,
      digest: digest(found.Secret),
      tags: found.Tags,
    }));
  } finally {
    rmSync(place, { recursive: true });
  }
}
