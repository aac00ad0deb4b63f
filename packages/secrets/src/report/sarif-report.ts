import type { Finding } from "../scan/finding.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** A log of one run in SARIF 2.1.0 (OASIS), as code hosts read it. Columns count bytes. */
export function sarifReport(findings: readonly Finding[]): string {
  const rules = [...new Map(findings.map(({ ruleId, description }) => [ruleId, description]))];
  const indexes = new Map(rules.map(([id], index) => [id, index]));
  const log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "claude-bottle",
            rules: rules.map(([id, text]) => ({ id, shortDescription: { text: text === "" ? id : text } })),
          },
        },
        results: findings.map((finding) => result(finding, indexes.get(finding.ruleId) ?? -1)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function result(finding: Finding, ruleIndex: number): object {
  const { ruleId, description, file, startLine, fingerprint, tags } = finding;
  return {
    ruleId,
    ruleIndex,
    level: "error",
    message: { text: `${description === "" ? ruleId : description} in ${file}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          ...(startLine === 0 ? {} : { region: region(finding) }),
        },
      },
    ],
    partialFingerprints: { "gitleaks/v1": fingerprint },
    properties: { tags },
  };
}

function region({ startLine, endLine, startColumn, redacted }: Finding): object {
  return { startLine, endLine, startColumn, snippet: { text: redacted } };
}

/** A path as a URI reference (RFC 3986): relative stays relative. */
function uriOf(path: string): string {
  const escaped = path.split("/").map(encodeURIComponent).join("/");
  return path.startsWith("/") ? `file://${escaped}` : escaped;
}
