import type { Span } from "../detection.ts";
import { isPlaceholder } from "../checks/placeholder.ts";
import { BASE62, BASE64 } from "../token/alphabet.ts";
import { textOf } from "../token/text.ts";
import { documentAround, type Line } from "../token/yaml-document.ts";
import type { Hit, NativeRule, Random, Verdict } from "./native-rule.ts";

const REACH = { before: 2048, after: 4096 };
const LEAST_VALUE = 8;
const VALUE = new Set(`${BASE64.characters}=`);
const QUOTES = "'\"";

export const kubernetesSecret: readonly NativeRule[] = [
  {
    id: "kubernetes-secret",
    description: "data of a Kubernetes Secret",
    source: "https://kubernetes.io/docs/concepts/configuration/secret/",
    literals: ["kind: Secret", "kind: secret", "kind: 'Secret'", 'kind: "Secret"'],
    audience: [],
    confidence: "medium",
    reach: REACH,
    verify,
    samples,
  },
];

/** The first base64 value under `data:` in the same document, before `kind` or after it. */
function verify(hit: Hit): Verdict {
  const document = documentAround(hit, REACH);
  if (document === "no") return "no";
  return (
    firstValue(hit.bytes, document.before) ??
    firstValue(hit.bytes, document.after) ??
    (document.isCut ? "more" : "no")
  );
}

function firstValue(bytes: Uint8Array, lines: readonly Line[]): Span | null {
  let data: Line | null = null;
  for (const line of lines) {
    const text = textOf(bytes, line);
    const trimmed = text.trim();
    if (data !== null && line.indent > data.indent) {
      const value = valueOf(trimmed);
      if (value !== null) {
        const start = line.start + text.indexOf(value);
        return { start, end: start + value.length };
      }
    } else if (trimmed !== "") {
      data = trimmed === "data:" ? line : null;
    }
  }
  return null;
}

/** The base64 in `key: value`, `key: "value"` or a line of a block. */
function valueOf(line: string): string | null {
  if (line.startsWith("#")) return null;
  let value = line.slice(line.indexOf(": ") + 1).trim();
  if (QUOTES.includes(value.charAt(0)) && value.length > 1 && value.endsWith(value.charAt(0)))
    value = value.slice(1, -1);
  const isBase64 =
    value.length >= LEAST_VALUE &&
    value.length % 4 === 0 &&
    Array.from(value).every((character) => VALUE.has(character));
  return isBase64 && !isPlaceholder(value) ? value : null;
}

function samples(random: Random): { hits: string[]; misses: string[] } {
  const value = () => Buffer.from(random.text(BASE62.characters, 15)).toString("base64");
  const kind = "apiVersion: v1\nkind: Secret\n";
  return {
    hits: [
      `${kind}metadata:\n  name: database\ntype: Opaque\ndata:\n  password: ${value()}\n`,
      `apiVersion: v1\ndata:\n  # from the vault\n  password: "${value()}"\nkind: Secret\n`,
      `${kind}data:\n  .dockercfg: |\n    ${value()}\n`,
    ],
    misses: [
      `${kind}metadata:\n  name: database\n`,
      `${kind}data:\n  password: {{ .Values.password }}\n`,
      `kind: SecretStore\ndata:\n  password: ${value()}\n`,
      `${kind}---\nkind: ConfigMap\ndata:\n  name: ${value()}\n`,
    ],
  };
}
