import fc from "fast-check";
import { expect, test } from "vitest";
import { parseHostKey } from "./host-key.ts";
import { hostKeyOf, wireForm } from "./testing/host-key.ts";

const types = ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256"] as const;
const ed25519 = hostKeyOf("ssh-ed25519");
const point = Buffer.from([4, ...Buffer.alloc(64, 7)]);

test.for(types)("F29 a key of the type %s is taken apart, its comment left off", (type) => {
  const read = parseHostKey(`${hostKeyOf(type)} root@server`);
  expect(read).toMatchObject({ type, blob: expect.any(Uint8Array) });
});

test.for([
  ["", "type first"],
  [`git.example.com ${ed25519}`, "type first"],
  [`ssh-dss ${"A".repeat(64)}`, "type first"],
  ["-----BEGIN OPENSSH PRIVATE KEY-----", "type first"],
  [ed25519.slice(0, -1), "missing or changed"],
  [ed25519.slice(0, -4), "ends too early"],
  [`${ed25519}AAAA`, "goes on too long"],
  [`ssh-ed25519 ${"A".repeat(66)}BB`, "ends too early"],
  [ed25519.replace("ssh-ed25519 ", "ssh-rsa "), "the type that stands before it"],
  [`ssh-ed25519 ${wireForm("ssh-ed25519", [Buffer.alloc(31, 7)])}`, "a key that ssh-ed25519 can have"],
  [`ssh-ed25519 ${wireForm("ssh-ed25519", [])}`, "a key that ssh-ed25519 can have"],
  [`ssh-rsa ${wireForm("ssh-rsa", [Buffer.of(3), Buffer.alloc(64, 7)])}`, "a key that ssh-rsa can have"],
  [`ssh-rsa ${wireForm("ssh-rsa", [Buffer.of(0), Buffer.alloc(256, 7)])}`, "a key that ssh-rsa can have"],
  [
    `ecdsa-sha2-nistp256 ${wireForm("ecdsa-sha2-nistp256", [Buffer.from("nistp384"), point])}`,
    "a key that ecdsa-sha2-nistp256 can have",
  ],
] as const)("F29 %j is no host key: %s", ([text, reason]) => {
  expect(parseHostKey(text)).toContain(reason);
});

test("F29 a key that lost or changed one character before its last field is never taken for another", () => {
  const [type = "", base64 = ""] = ed25519.split(" ");
  fc.assert(
    fc.property(
      fc.nat({ max: 19 }),
      fc.constantFrom("A", "Z", "a", "z", "0", "9", "+", "/"),
      (at, character) => {
        fc.pre(base64[at] !== character);
        const changed = base64.slice(0, at) + character + base64.slice(at + 1);
        expect(typeof parseHostKey(`${type} ${changed}`)).toBe("string");
      },
    ),
  );
});
