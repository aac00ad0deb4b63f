import { expect, test } from "vitest";
import { identityProblem } from "./identity-problem.ts";

const pem = (label: string, body: string): string =>
  `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
/** The head of OpenSSH's own form: magic, then the cipher's name behind its length. */
const openssh = (cipher: string): string => {
  const head = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    Buffer.of(0, 0, 0, cipher.length),
    Buffer.from(cipher),
  ]);
  return pem("OPENSSH PRIVATE KEY", Buffer.concat([head, Buffer.alloc(40)]).toString("base64"));
};

test.for([
  ["OpenSSH's form", openssh("none"), null],
  ["OpenSSH's form with a passphrase", openssh("aes256-ctr"), "has a passphrase"],
  ["PEM", pem("RSA PRIVATE KEY", "AAAA"), null],
  [
    "PEM with a passphrase",
    pem("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: x\n\nAAAA"),
    "has a passphrase",
  ],
  ["PKCS 8", pem("PRIVATE KEY", "AAAA"), null],
  ["PKCS 8 with a passphrase", pem("ENCRYPTED PRIVATE KEY", "AAAA"), "has a passphrase"],
  ["a public key", "ssh-ed25519 AAAAC3 me@here\n", "is a public key"],
  ["a certificate", pem("CERTIFICATE", "AAAA"), "is no private key"],
  ["nothing", "", "is no private key"],
] as const)("F29 %s", ([, text, what]) => {
  const problem = identityProblem(text);
  if (what === null) expect(problem).toBeNull();
  else expect(problem?.what).toContain(what);
});
