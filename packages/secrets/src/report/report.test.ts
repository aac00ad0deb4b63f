import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Finding } from "../scan/finding.ts";
import { jsonReport, sarifReport, textReport } from "./index.ts";
import { rulesReference } from "./rules-reference.ts";

const finding: Finding = {
  ruleId: "npm-token",
  description: "npm access token",
  kind: "native",
  file: "src/a b.ts",
  startLine: 3,
  endLine: 3,
  startColumn: 9,
  offset: 40,
  commit: null,
  fingerprint: "src/a b.ts:npm-token:3",
  redacted: "npm_…",
  tags: ["high", "decoded:base64", "decode-depth:1"],
  digest: undefined,
};
const path: Finding = {
  ...finding,
  ruleId: "key-file",
  description: "",
  file: "/srv/\u001b[2Jid\n_rsa",
  startLine: 0,
  endLine: 0,
  startColumn: 0,
  redacted: "",
  tags: [],
};

/** What SARIF 2.1.0 asks of the parts that are written. */
const sarifSchema = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string().min(1),
          rules: z.array(
            z.strictObject({ id: z.string(), shortDescription: z.strictObject({ text: z.string().min(1) }) }),
          ),
        }),
      }),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().min(0),
          level: z.enum(["none", "note", "warning", "error"]),
          message: z.strictObject({ text: z.string().min(1) }),
          locations: z.array(
            z.strictObject({
              physicalLocation: z.strictObject({
                artifactLocation: z.strictObject({ uri: z.string().regex(/^[\w!%'()*./:~-]+$/) }),
                region: z
                  .strictObject({
                    startLine: z.int().min(1),
                    endLine: z.int().min(1),
                    startColumn: z.int().min(1),
                    snippet: z.strictObject({ text: z.string() }),
                  })
                  .optional(),
              }),
            }),
          ),
          partialFingerprints: z.record(z.string(), z.string()),
          properties: z.strictObject({ tags: z.array(z.string()) }),
        }),
      ),
    }),
  ]),
});

describe("reports", () => {
  test("as text are a line each, which no file name can break", () => {
    expect(textReport([finding, path])).toBe(
      "src/a b.ts:3:9: npm access token, in base64 [npm-token] npm_…\n/srv/?[2Jid?_rsa: [key-file]\n",
    );
  });

  test("as JSON are one array of six keys each, also of nothing", () => {
    expect(JSON.parse(jsonReport([finding]))).toEqual([
      {
        ruleId: "npm-token",
        file: "src/a b.ts",
        startLine: 3,
        startColumn: 9,
        fingerprint: "src/a b.ts:npm-token:3",
        redacted: "npm_…",
      },
    ]);
    expect(JSON.parse(jsonReport([]))).toEqual([]);
  });

  test("as SARIF have the shape that 2.1.0 asks for, and each rule once", () => {
    const log = sarifSchema.parse(JSON.parse(sarifReport([finding, path, finding])));
    expect(log.runs[0].tool.driver.rules.map(({ id }) => id)).toEqual(["npm-token", "key-file"]);
    expect(log.runs[0].results.map(({ ruleIndex }) => ruleIndex)).toEqual([0, 1, 0]);
    expect(sarifSchema.parse(JSON.parse(sarifReport([]))).runs[0].results).toEqual([]);
  });
});

test("F64 docs/secret-rules.md is what the tables of rules give", () => {
  const file = new URL("../../../../docs/secret-rules.md", import.meta.url);
  expect(readFileSync(file, "utf8")).toBe(rulesReference());
});
