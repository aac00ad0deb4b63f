import { markUnseen } from "@claude-bottle/shared";
import type { Finding } from "../scan/finding.ts";

/** A line for each finding, for a person: where, what, by which rule, and how the value begins. */
export function textReport(findings: readonly Finding[]): string {
  return findings.map((finding) => `${textLine(finding)}\n`).join("");
}

function textLine({ file, startLine, startColumn, description, ruleId, redacted, tags }: Finding): string {
  const place = startLine === 0 ? file : `${file}:${startLine}:${startColumn}`;
  const encodings = tags
    .filter((tag) => tag.startsWith("decoded:"))
    .map((tag) => tag.slice("decoded:".length));
  const written = encodings.length === 0 ? "" : `, in ${encodings.join(" and ")}`;
  const words = description === "" ? "" : `${description}${written} `;
  return `${shown(place)}: ${shown(words)}[${ruleId}]${redacted === "" ? "" : ` ${redacted}`}`;
}

/** A file's name must not move the cursor, break a line or look like another. */
function shown(text: string): string {
  return markUnseen(text, "?").replaceAll(/[\n\t]/g, "?");
}
