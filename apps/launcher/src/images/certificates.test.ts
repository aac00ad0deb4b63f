import { expect, test } from "vitest";
import { certificatesIn } from "./certificates.ts";

const pem = (body: string): string => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;

test("a bundle is taken apart, comments dropped, each certificate once", () => {
  const bundle = `# Corporate root\n${pem("AAAA")}\n# Another\n${pem("BBBB")}`;
  expect(certificatesIn([bundle, pem("AAAA").replaceAll("\n", "\r\n")])).toEqual([pem("AAAA"), pem("BBBB")]);
});

test("a private key in the file is never taken along", () => {
  const key = "-----BEGIN PRIVATE KEY-----\nCCCC\n-----END PRIVATE KEY-----\n";
  expect(certificatesIn([key + pem("AAAA") + key])).toEqual([pem("AAAA")]);
});

test("no certificate in it, none out of it", () => {
  expect(certificatesIn(["", "text"])).toEqual([]);
});
