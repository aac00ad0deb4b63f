import { describe, expect, test } from "vitest";
import { readPemBody } from "./pem-body.ts";

const read = (text: string, limit = 1000) =>
  readPemBody({ bytes: Buffer.from(text, "latin1"), isEnd: true }, 0, limit);

describe("the body of a PEM file", () => {
  test.for<[string, string]>([
    ["over lines", "\nAAAA\nBBBB\n-----END"],
    ["over lines that sources indent and quote", '\n  "AAAA",\n\t"BBBB"\n-----END'],
    ["over line ends written as escapes", "\\nAAAA\\r\\nBBBB\\n-----END"],
    ["behind headers", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00FF\n\nAAAA\nBBBB\n-----END"],
  ])("is read %s", ([, text]) => {
    expect(read(text).base64).toBe("AAAABBBB");
  });

  test("tells whether there were headers", () => {
    expect(read("\nVersion: 1\n\nAAAA").hasHeaders).toBe(true);
    expect(read("\nAAAA").hasHeaders).toBe(false);
  });

  test("ends at the first byte of something else, and at its limit", () => {
    expect(read("\nAAAA...BBBB")).toMatchObject({ base64: "AAAA", end: 5 });
    expect(read("\nAAAABBBB", 5)).toMatchObject({ base64: "AAAA", end: 5 });
  });
});
