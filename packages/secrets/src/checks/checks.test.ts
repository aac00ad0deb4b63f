import { describe, expect, test } from "vitest";
import { seededRandom } from "../rules/testing/seeded-random.ts";
import { accountOf } from "./aws-account.ts";
import { base62 } from "./base62.ts";
import { holdsBasicCredentials } from "./basic-credentials.ts";
import { bech32, isBech32 } from "./bech32.ts";
import { crc32 } from "./crc32.ts";
import { hasRoutableChecksum, routableToken } from "./gitlab-routable.ts";
import { decodedObject } from "./json.ts";
import { isMacaroon } from "./macaroon.ts";
import { isPlaceholder } from "./placeholder.ts";
import { isProtobuf } from "./protobuf.ts";

describe("checksums", () => {
  test("CRC-32 gives the check value of its catalogue entry", () => {
    expect(crc32("123456789")).toBe(0xcbf43926);
    expect(crc32("")).toBe(0);
  });

  test("base 62 has digits, capitals, small letters, and leading zeros", () => {
    expect(base62(0, 6)).toBe("000000");
    expect(base62(61, 2)).toBe("0z");
    expect(base62(62 * 36 + 10, 3)).toBe("0aA");
    expect(base62(0xffffffff, 6)).toBe("4gfFC3");
  });

  test.for(["A12UEL5L", "a12uel5l", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "?1ezyfcl"])(
    "Bech32 accepts the valid string %s of BIP 173",
    (text) => expect(isBech32(text)).toBe(true),
  );

  test.for(["A1G7SGD8", "10a06t8", "1qzzfhee", "a12uel5m", "abc"])("Bech32 refuses %s", (text) => {
    expect(isBech32(text)).toBe(false);
  });

  test("Bech32 that it makes itself is valid", () => {
    expect(isBech32(bech32("age-secret-key-", "q".repeat(52)))).toBe(true);
  });

  test("a routable token is refused when any of its characters changes", () => {
    const token = routableToken("glpat-", seededRandom(1));
    expect(hasRoutableChecksum(token)).toBe(true);
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === "a" ? "b" : "a";
      expect(hasRoutableChecksum(token.slice(0, at) + other + token.slice(at + 1))).toBe(false);
    }
  });
});

describe("structures", () => {
  test("an AWS access key id tells its account", () => {
    const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const bits = (1n << 49n) | (123456789012n << 9n);
    const body = Array.from(
      { length: 10 },
      (_, index) => digits[Number((bits >> BigInt(45 - 5 * index)) & 31n)],
    );
    expect(accountOf(`AKIA${body.join("")}AAAAAA`)).toBe(123456789012);
  });

  test.for<[string, number[], boolean]>([
    ["a varint", [0x08, 0x96, 0x01], true],
    ["a string", [0x12, 0x02, 0x68, 0x69], true],
    ["a string that is cut", [0x12, 0x05, 0x68, 0x69], false],
    ["a varint that is cut", [0x08, 0x96], false],
    ["field number zero", [0x00, 0x01], false],
    ["an unknown wire type", [0x0f, 0x01], false],
    ["both fixed sizes", [0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x15, 1, 2, 3, 4], true],
  ])("protocol buffers: %s", ([, bytes, expected]) => {
    expect(isProtobuf(Uint8Array.from(bytes))).toBe(expected);
  });

  test("a macaroon ends with its signature", () => {
    const head = [2, 1, 1, 0x61, 2, 1, 0x62, 0, 0, 6, 32];
    const signature = Array.from({ length: 32 }, () => 7);
    expect(isMacaroon(Uint8Array.from([...head, ...signature]))).toBe(true);
    expect(isMacaroon(Uint8Array.from([...head, ...signature, 0]))).toBe(false);
    expect(isMacaroon(Uint8Array.from([1, ...head.slice(1), ...signature]))).toBe(false);
    expect(isMacaroon(new Uint8Array())).toBe(false);
  });

  test("base64 of anything but a JSON object holds none", () => {
    const encoded = (text: string): string => Buffer.from(text).toString("base64");
    expect(decodedObject(encoded('{"alg":"none"}'))).toEqual({ alg: "none" });
    for (const text of ["[1]", "null", '"text"', "{", ""]) expect(decodedObject(encoded(text))).toBeNull();
  });
});

describe("passwords", () => {
  test.for([
    "password1",
    "changeme!",
    "${DB_PASS}",
    "{{ .pass }}",
    "<secret>",
    "xxxxxxxx",
    "aaaabbbb",
    "my-password",
  ])("%s stands in for one", (text) => expect(isPlaceholder(text)).toBe(true));

  test("a random one does not", () => {
    expect(isPlaceholder(seededRandom(2).text("abcdefghkmnpqrstuvwxyz23456789", 16))).toBe(false);
  });

  test("Basic credentials are printable and have a name and a password", () => {
    const encoded = (text: string): string => Buffer.from(text, "latin1").toString("base64");
    expect(holdsBasicCredentials(encoded(`robot:${seededRandom(4).text("abcdefgh2345", 12)}`))).toBe(true);
    for (const text of ["robot", "robot:short", "robot:password1", "ro\u0001bot:k3f9w2m8x"]) {
      expect(holdsBasicCredentials(encoded(text))).toBe(false);
    }
  });
});
