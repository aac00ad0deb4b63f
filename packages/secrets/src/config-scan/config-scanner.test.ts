import { describe, expect, test } from "vitest";
import { loadConfig } from "../gitleaks/load-config.ts";
import type { ConfigDetection } from "./config-detection.ts";
import { ConfigScanner } from "./config-scanner.ts";
import type { ScanOptions } from "./scan-options.ts";

function scanner(toml: string): ConfigScanner {
  return new ConfigScanner(loadConfig({ path: "rules.toml", text: toml }).config);
}

function detections(toml: string, text: string, options: ScanOptions = {}): readonly ConfigDetection[] {
  const result = scanner(toml).scan(Buffer.from(text), options);
  if (result.kind === "over budget") throw new Error(result.reason);
  return result.detections;
}

/** The secrets found, as the spans say. */
function secrets(toml: string, text: string, options: ScanOptions = {}): string[] {
  const bytes = Buffer.from(text);
  return detections(toml, text, options).map(({ secret }) =>
    bytes.toString("utf8", secret.start, secret.end),
  );
}

const rule = (id: string, regex: string, ...more: string[]): string =>
  ["[[rules]]", `id = "${id}"`, `regex = '''${regex}'''`, ...more].join("\n");

const token = rule("token", "tok_([a-z0-9]{8})");

describe("scanning by a gitleaks configuration", () => {
  test("says all that gitleaks reports, without the value", () => {
    const toml = rule("token", "key: tok_([a-z0-9]{8})", 'description = "A token"', 'tags = ["t"]');
    expect(detections(toml, "one\n  key: tok_abcd1234\n")).toEqual([
      {
        ruleId: "token",
        kind: "config",
        name: "A token",
        match: { start: 6, end: 23 },
        secret: { start: 15, end: 23 },
        tags: ["t"],
        startLine: 2,
        endLine: 2,
        startColumn: 4,
        endColumn: 20,
        entropy: 3,
        encodings: [],
        decodeDepth: 0,
        digest: undefined,
      },
    ]);
  });

  test.each([
    ["the first group that is not empty", rule("a", "k=(x?)(y+)"), ["yy"]],
    ["the group that is asked for", rule("a", "k=(x?)(y+)", "secretGroup = 1"), [""]],
    ["the match without groups", rule("a", "k=y+"), ["k=yy"]],
    ["the match without line feeds around it", rule("a", "\\nk=y+\\n"), ["k=yy"]],
  ])("takes %s for the secret", (_, toml, expected) => {
    expect(secrets(toml, "..\nk=yy\n")).toEqual(expected);
  });

  test("wants more entropy than the rule says, not as much", () => {
    const toml = rule("token", "tok_([a-z]{4})", "entropy = 1");
    expect(secrets(toml, "tok_aabb tok_aabc tok_aaaa")).toEqual(["aabc"]);
  });

  test("runs a rule if one of its keywords is anywhere in the buffer, in any case", () => {
    const toml = rule("token", "tok_([a-z]{4})", 'keywords = ["Vendor", "other"]');
    expect(secrets(toml, "tok_abcd")).toEqual([]);
    expect(secrets(toml, "tok_abcd\n\nVENDOR")).toEqual(["abcd"]);
  });

  test("wants the keyword in the text that is left when something is decoded", () => {
    const encoded = Buffer.from("tok_a1b2 of the vendor").toString("base64");
    const toml = (keyword: string): string => rule("token", "tok_([a-z0-9]{4})", `keywords = ["${keyword}"]`);
    expect(detections(toml("vendor"), encoded, { decodeDepth: 1 })).toHaveLength(1);
    expect(detections(toml(encoded.slice(1, 6)), encoded, { decodeDepth: 1 })).toEqual([]);
  });

  test("finds what has no literal to look for", () => {
    expect(secrets(rule("digits", "\\b[0-9]{6}\\b"), "a1 123456 1234567 654321")).toEqual([
      "123456",
      "654321",
    ]);
  });

  test.each([
    ["the secret", "regexes = ['^abcd1234$']", ["wxyz9876"]],
    ["the match", "regexes = ['^tok_a']\nregexTarget = 'match'", ["wxyz9876"]],
    ["the line", "regexes = ['example']\nregexTarget = 'line'", ["wxyz9876"]],
    ["a stop word in any case", "stopwords = ['CD12']", ["wxyz9876"]],
    [
      "all checks of an and list",
      "regexes = ['^abcd']\nstopwords = ['wxyz']\ncondition = 'and'",
      ["abcd1234", "wxyz9876"],
    ],
  ])("an allowlist judges by %s", (_, list, expected) => {
    const text = "tok_abcd1234 # example\ntok_wxyz9876\n";
    expect(secrets(`${token}\n[[rules.allowlists]]\n${list}`, text)).toEqual(expected);
    expect(secrets(`${token}\n[[allowlists]]\n${list}`, text)).toEqual(expected);
  });

  test.each([
    ["paths = ['test']", { path: "test/a" }],
    ["commits = ['ABC']", { commit: "abC" }],
    ["paths = ['test']\nstopwords = ['abcd']\ncondition = 'and'", { path: "test/a" }],
  ])("an allowlist by path or commit counts only if it is told to: %j", (list, origin) => {
    for (const toml of [`${token}\n[[rules.allowlists]]\n${list}`, `${token}\n[[allowlists]]\n${list}`]) {
      expect(secrets(toml, "tok_abcd1234", origin)).toEqual(["abcd1234"]);
      expect(secrets(toml, "tok_abcd1234", { ...origin, pathAllowlists: true })).toEqual([]);
      expect(secrets(toml, "tok_abcd1234", { pathAllowlists: true })).toEqual(["abcd1234"]);
    }
  });

  test("a comment in the text allows nothing unless it is told to", () => {
    const text = "tok_abcd1234 # gitleaks:allow\ntok_wxyz9876\n";
    expect(secrets(token, text)).toEqual(["abcd1234", "wxyz9876"]);
    expect(secrets(token, text, { allowComments: true })).toEqual(["wxyz9876"]);
  });

  test("a rule with a path looks only there, one without an expression finds the path", () => {
    const toml = `${token}\npath = '\\.env$'\n[[rules]]\nid = "file"\npath = '\\.p12$'`;
    expect(secrets(toml, "tok_abcd1234", { path: "a.ts" })).toEqual([]);
    expect(secrets(toml, "tok_abcd1234", { path: "a.env" })).toEqual(["abcd1234"]);
    expect(detections(toml, "x", { path: "a.p12" })).toMatchObject([
      { ruleId: "file", startLine: 0, match: { start: 0, end: 0 } },
    ]);
  });

  test("finds in encoded parts, tagged, at the place of the encoded text", () => {
    const encoded = Buffer.from("key is tok_abcd1234").toString("base64");
    const text = `a\nb = "${encoded}"\n`;
    expect(detections(token, text)).toEqual([]);
    const place = { start: 7, end: 7 + encoded.length };
    expect(detections(token, text, { decodeDepth: 1, digest: (secret) => `${secret.length}` })).toMatchObject(
      [
        {
          startLine: 2,
          match: place,
          secret: place,
          tags: ["decoded:base64", "decode-depth:1"],
          encodings: ["base64"],
          decodeDepth: 1,
          digest: "8",
        },
      ],
    );
  });

  test("reports what was seen plainly not again when its surroundings are decoded", () => {
    const text = `tok_abcd1234\n${Buffer.from("nothing here 1 at all").toString("base64")}`;
    expect(detections(token, text, { decodeDepth: 5 })).toMatchObject([{ decodeDepth: 0 }]);
  });

  test.each([
    ["withinLines = 1", "id:x1\ntok_abcd1234", "id:x1\n\ntok_abcd1234"],
    ["withinColumns = 8", "id:x1 tok_abcd1234", "id:x1    tok_abcd1234"],
    ["", "id:x1\n\n\n tok_abcd1234", "tok_abcd1234"],
  ])("a rule may require another near it: %j", (near, both, apart) => {
    const toml = `${token}\n[[rules.required]]\nid = "id"\n${near}\n${rule("id", "id:x[0-9]", "skipReport = true")}`;
    expect(detections(toml, both).map(({ ruleId }) => ruleId)).toEqual(["token"]);
    expect(detections(toml, apart)).toEqual([]);
  });

  test("a required rule may be about anything or about the path", () => {
    const path = '[[rules]]\nid = "where"\npath = "prod"\nskipReport = true';
    const digits = rule("digits", "[0-9]{2}!", "skipReport = true");
    const toml = `${token}\n[[rules.required]]\nid = "where"\n[[rules.required]]\nid = "digits"\n${path}\n${digits}`;
    expect(secrets(toml, "tok_abcd1234 12!", { path: "prod" })).toEqual(["abcd1234"]);
    expect(secrets(toml, "tok_abcd1234 12!", { path: "test" })).toEqual([]);
    expect(secrets(toml, "tok_abcd1234 12", { path: "prod" })).toEqual([]);
  });

  test("a generic rule gives way to another on the same line that found as much", () => {
    const toml = `${rule("generic-key", "key=(\\S+)")}\n${token}`;
    const found = detections(toml, "key=abcd1234 tok_abcd1234\nkey=abcd1234\n");
    expect(found.map(({ ruleId, startLine }) => `${ruleId}:${startLine}`)).toEqual([
      "generic-key:2",
      "token:1",
    ]);
  });

  test("finds what lies across the pieces in which a large buffer is worked off", () => {
    const bytes = Buffer.alloc(2 ** 21 + 100, "x");
    for (const at of [2 ** 20 - 5, 2 ** 21 - 11, 2 ** 21 + 50]) bytes.write("tok_abcd1234", at);
    const result = scanner(token).scan(bytes);
    expect(result).toMatchObject({ kind: "scanned" });
    const found = result.kind === "scanned" ? result.detections.map(({ match }) => match.start) : [];
    expect(found).toEqual([2 ** 20 - 5, 2 ** 21 - 11, 2 ** 21 + 50]);
  });

  test("refuses instead of telling of very many findings", () => {
    expect(scanner(token).scan(Buffer.from("tok_abcd1234 ".repeat(10_001)))).toEqual({
      kind: "over budget",
      reason: "more than 10000 findings",
    });
  });

  test("refuses what takes too many steps: here each match is sure only at the end of the text", () => {
    const far = scanner(rule("far", "ab[^c]*c|ab"));
    expect(far.scan(Buffer.from("ab".repeat(2000)))).toMatchObject({ kind: "scanned" });
    expect(far.scan(Buffer.from("ab".repeat(50_000)))).toEqual({
      kind: "over budget",
      reason: `more than ${2 ** 22 + 256 * 100_000} steps`,
    });
  });

  test("searches once instead when many likely places are none", () => {
    const far = scanner(rule("far", "ab[^c]*c"));
    expect(far.scan(Buffer.from("ab".repeat(500_000)))).toMatchObject({ kind: "scanned", detections: [] });
    expect(far.steps).toBeLessThan(20 * 1_000_000);
  });

  test("finds the same when likely places are given up", () => {
    const toml = rule("far", "ab[^c\\n]*c");
    const tail = "xxabxxc\nabc";
    const bytes = Buffer.from(`${"ab".repeat(5000)}\n${tail}`);
    const found = scanner(toml).scan(bytes);
    expect(found).toMatchObject({ kind: "scanned" });
    const starts = found.kind === "scanned" ? found.detections.map(({ match }) => match.start - 10_001) : [];
    expect(starts).toEqual([2, 8]);
  });
});
