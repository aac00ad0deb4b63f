import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GitleaksConfig } from "../gitleaks/gitleaks-config.ts";
import { parseIgnoreFile } from "../gitleaks/ignore-file.ts";
import { loadConfig } from "../gitleaks/load-config.ts";
import { KnownValues } from "../known/known-values.ts";
import { inflate } from "../pool/inflate.ts";
import { nativeRules } from "../rules/index.ts";
import { sampleToken } from "../testing/index.ts";
import type { Finding, Place, ScanOutcome } from "./finding.ts";
import { Scanner } from "./scanner.ts";
import type { ScannerOptions } from "./scanner-options.ts";

const TOKEN = sampleToken("npm-token");
/** Known by its shape alone, so an operator may excuse it. */
const FROM_SHAPE = sampleToken("digitalocean-token");
const KNOWN = { name: "DEPLOY_KEY", value: "vY7-quite.unlike-any-word_81" };

const toml = (text: string): GitleaksConfig => loadConfig({ path: "rules.toml", text }).config;
const CONFIG = toml(`
[[rules]]
id = "word"
description = "A word"
regex = '''pw=([a-z0-9]{8})'''
[[rules]]
id = "any-npm"
regex = '''npm_\\w{36}'''
[[rules]]
id = "path"
path = '''\\.pem$'''
[[allowlists]]
paths = ['''^vendor/''']
`);

function scanner(options: Partial<ScannerOptions> = {}): Scanner {
  return new Scanner({
    rules: nativeRules,
    config: CONFIG,
    known: new KnownValues([KNOWN]),
    inflate,
    ...options,
  });
}
const usual = scanner();

function findingsOf(outcome: ScanOutcome): readonly Finding[] {
  if (outcome.kind === "over budget") throw new Error(outcome.reason);
  return outcome.findings;
}
const find = (text: string | Uint8Array, place: Place = { file: "f" }, by = usual): readonly Finding[] =>
  findingsOf(by.scan(Buffer.from(text), place));
const fingerprints = (findings: readonly Finding[]): string[] =>
  findings.map(({ fingerprint }) => fingerprint);

describe("a finding", () => {
  test("says what was found and where, and never the value", () => {
    const findings = find(`one\n  token: ${TOKEN}\n`, { file: "src/a.ts", commit: "c0ffee" });
    expect(findings).toEqual([
      {
        ruleId: "npm-token",
        description: "npm access token",
        kind: "native",
        file: "src/a.ts",
        startLine: 2,
        endLine: 2,
        startColumn: 10,
        offset: 13,
        commit: "c0ffee",
        fingerprint: "c0ffee:src/a.ts:npm-token:2",
        redacted: "npm_…",
        tags: ["high"],
        digest: undefined,
      },
    ]);
    expect(JSON.stringify(findings)).not.toContain(TOKEN.slice(8));
  });

  test("has the digest that the caller makes of the value, the same wherever that is", () => {
    const digest = (secret: Uint8Array): string => createHash("sha256").update(secret).digest("hex");
    const by = scanner({ digest });
    const [plain] = find(TOKEN, { file: "a" }, by);
    const [encoded] = find(`"${Buffer.from(`key ${TOKEN}`).toString("base64")}"`, { file: "b" }, by);
    expect(plain?.digest).toBe(digest(Buffer.from(TOKEN)));
    expect(encoded?.digest).toBe(plain?.digest);
    const [word] = find("pw=abcd1234", { file: "c" }, by);
    expect(word?.digest).toBe(digest(Buffer.from("abcd1234")));
  });

  test("shows nothing of a short value or of a known one but its name", () => {
    expect(find("pw=abcd1234")).toMatchObject([{ ruleId: "word", kind: "config", redacted: "…" }]);
    expect(find(`x ${KNOWN.value}`)).toMatchObject([
      { ruleId: "known-value", kind: "known", description: "DEPLOY_KEY", redacted: "…" },
    ]);
  });

  test("of a path has no line", () => {
    expect(find("", { file: "a/key.pem" })).toMatchObject([
      { fingerprint: "a/key.pem:path:0", startColumn: 0 },
    ]);
    expect(find("", { file: "key.pem", isPath: false })).toEqual([]);
  });

  test("columns are counted from 1 on every line", () => {
    expect(find(`pw=abcd1234\npw=abcd1235`).map(({ startColumn }) => startColumn)).toEqual([1, 1]);
  });
});

describe("one secret is one finding", () => {
  test("of the rule that knows best: a known value, then a native rule, then the configuration", () => {
    expect(fingerprints(find(TOKEN))).toEqual(["f:npm-token:1"]);
    expect(fingerprints(find(TOKEN, { file: "f" }, scanner({ rules: [] })))).toEqual(["f:any-npm:1"]);
    const known = new KnownValues([{ name: "NPM", value: TOKEN }]);
    expect(find(TOKEN, { file: "f" }, scanner({ known }))).toMatchObject([
      { kind: "known", description: "NPM" },
    ]);
  });

  test("but two secrets in one encoded part are two", () => {
    const encoded = Buffer.from(`pw=abcd1234 and ${TOKEN}`).toString("base64");
    expect(fingerprints(find(`\nx ${encoded}`)).sort()).toEqual(["f:npm-token:2", "f:word:2"]);
  });

  test("also beside what is encoded", () => {
    expect(find(`${TOKEN}%20%41`)).toHaveLength(1);
  });
});

describe("findings point to the original place", () => {
  test.for([
    ["in base64", (text: string) => `ab ${Buffer.from(text).toString("base64")}`, 4],
    ["in hexadecimal digits", (text: string) => `ab ${Buffer.from(text).toString("hex")}`, 4],
    [
      "in escapes",
      (text: string) => `ab ${text.replaceAll(/./g, (c) => `\\x${c.charCodeAt(0).toString(16)}`)}`,
      4,
    ],
    ["twice encoded", (text: string) => `ab ${btoa(Buffer.from(text).toString("hex"))}`, 4],
  ] as const)("%s", ([, encode, column]) => {
    const [found, ...more] = find(`\n${encode(`my token: ${TOKEN}`)}`);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ ruleId: "npm-token", startLine: 2, startColumn: column, offset: column });
    expect(found?.tags.some((tag) => tag.startsWith("decoded:"))).toBe(true);
  });

  test("of what lies in containers by its path there", () => {
    expect(find(gzipSync(`\n${TOKEN}`), { file: "a.gz" })).toMatchObject([
      { file: "a.gz!gzip", startLine: 2, offset: 0 },
    ]);
    expect(find(Buffer.from(`\n ${TOKEN}\n`, "utf16le"))).toMatchObject([
      { file: "f", startLine: 2, startColumn: 2 },
    ]);
  });
});

describe("what may excuse a finding", () => {
  const line = `${FROM_SHAPE} pw=abcd1234 ${TOKEN} ${KNOWN.value} # gitleaks:allow`;
  const all = ["digitalocean-token", "known-value", "npm-token", "word"];
  const ids = (findings: readonly Finding[]): string[] => findings.map(({ ruleId }) => ruleId).sort();

  test("is nothing, unless the operator says so", () => {
    expect(ids(find(line, { file: "vendor/a" }))).toEqual(all);
  });

  test("is a comment where the operator allows that, but not of a known value or what is certain", () => {
    const by = scanner({ policy: { allowComments: true, pathAllowlists: false } });
    expect(ids(find(line, { file: "a" }, by))).toEqual(["known-value", "npm-token"]);
  });

  test("is a path that the configuration allows, likewise", () => {
    const by = scanner({ policy: { allowComments: false, pathAllowlists: true } });
    expect(ids(find(line, { file: "vendor/a" }, by))).toEqual(["known-value", "npm-token"]);
    expect(ids(find(line, { file: "src/a" }, by))).toEqual(all);
  });

  test("is a fingerprint that the operator ignores, but not of a known value", () => {
    const ignore = parseIgnoreFile(all.map((id) => `a:${id}:1`).join("\n"));
    expect(ids(find(line, { file: "a" }, scanner({ ignore })))).toEqual(["known-value"]);
  });
});

describe("what is not looked at to its end is refused", () => {
  test("with the file and the reason", () => {
    const bomb = gzipSync(Buffer.alloc(70 * 1024 * 1024));
    expect(usual.scan(bomb, { file: "a.gz" })).toMatchObject({ kind: "over budget", file: "a.gz" });
  });

  test("as are findings without end", () => {
    const outcome = usual.scan(Buffer.from("pw=abcd1234\n".repeat(20_000)), { file: "a" });
    expect(outcome).toMatchObject({ kind: "over budget", file: "a", reason: "more than 10000 findings" });
  });

  test("and what lies in a container and cannot be read is named", () => {
    const damaged = gzipSync("text").fill(7, 10);
    expect(usual.scan(damaged, { file: "a.gz" })).toMatchObject({
      unread: [{ path: "a.gz!gzip", why: "damaged" }],
    });
  });
});

describe("a stream", () => {
  const piece = fc.constantFrom(
    "\n",
    " a line of words\n",
    `${TOKEN} `,
    "pw=abcd1234 ",
    KNOWN.value,
    `${Buffer.from(`in base64: ${TOKEN}`).toString("base64")}\n`,
  );

  test("gives the same wherever it is cut", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(2000)), (pieces, places) => {
        const bytes = Buffer.from(pieces.join(""));
        const scan = usual.begin({ file: "f" });
        let from = 0;
        for (const to of [
          ...places.filter((place) => place < bytes.length).sort((a, b) => a - b),
          bytes.length,
        ]) {
          scan.add(bytes.subarray(from, to));
          from = to;
        }
        expect(scan.end()).toEqual(usual.scan(bytes, { file: "f" }));
      }),
      { numRuns: 50 },
    );
  });
});
