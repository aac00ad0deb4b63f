import { globSync, readFileSync } from "node:fs";

const planned = "*planned*";
const rowLine = /^\| ([FB]\d\d) \|(.*)$/;
const title = /\b(?:test|it|describe)(?:\.\w+)*\(?\s*(?:\([\s\S]*?\)\s*\()?\s*["'`]([^"'`]+)["'`]/g;

export interface RowReport {
  /** Row → titles of the tests that bear its name. */
  named: Map<string, string[]>;
  /** Rows that must have a test and have none. */
  missing: string[];
  planned: string[];
}

/** Compares the rows of the acceptance table with the titles of the tests. */
export function rowReport(table: string, sources: readonly string[]): RowReport {
  const titles = sources.flatMap((source) => [...source.matchAll(title)].map((match) => match[1] ?? ""));
  const report: RowReport = { named: new Map(), missing: [], planned: [] };
  for (const line of table.split("\n")) {
    const [, row, rest] = rowLine.exec(line) ?? [];
    if (row === undefined || rest === undefined) continue;
    const bearing = titles.filter((text) => new RegExp(`\\b${row}\\b`).test(text));
    if (bearing.length > 0) report.named.set(row, bearing);
    else if (rest.includes(planned)) report.planned.push(row);
    else report.missing.push(row);
  }
  return report;
}

/** The report over this repository. */
export function repositoryRows(root: string): RowReport {
  const files = globSync(
    ["{apps,packages}/*/src/**/*.{test,contract}.ts", "{docker,tests}/**/*.{test,contract}.ts"],
    { cwd: root },
  );
  return rowReport(
    readFileSync(`${root}/docs/acceptance.md`, "utf8"),
    files.map((file) => readFileSync(`${root}/${file}`, "utf8")),
  );
}

if (import.meta.main) {
  const { named, missing, planned: later } = repositoryRows(`${import.meta.dirname}/..`);
  for (const [row, titles] of named)
    console.log(`${row}  ${titles.length} ${titles.length === 1 ? "test" : "tests"}  ${titles[0]}`);
  console.log(`planned, no test yet: ${later.join(" ") || "none"}`);
  console.log(`without a test: ${missing.join(" ") || "none"}`);
  process.exitCode = missing.length === 0 ? 0 : 1;
}
