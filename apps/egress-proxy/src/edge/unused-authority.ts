import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { certificate, certificatePem } from "@claude-bottle/shared/x509";

const DAY_MS = 86_400_000;

/**
 * Writes an authority in the layout that http-mitm-proxy loads, which otherwise makes one by itself and takes a quarter
 * of a second for it. It signs nothing, nobody trusts it and its files are removed at once: a short key is enough.
 */
export function writeUnusedAuthority(directory: string): void {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const signer = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const now = Date.now();
  const statement = {
    issuer: "unused",
    subject: "unused",
    publicKey: publicKey.export({ type: "spki", format: "der" }),
    notBefore: new Date(now),
    notAfter: new Date(now + DAY_MS),
    extensions: [],
  };
  const files = {
    "certs/ca.pem": certificatePem(certificate(statement, signer.privateKey)),
    "keys/ca.private.key": privateKey.export({ type: "pkcs1", format: "pem" }),
    "keys/ca.public.key": publicKey.export({ type: "spki", format: "pem" }),
  };
  for (const folder of ["certs", "keys"]) mkdirSync(join(directory, folder), { mode: 0o700 });
  for (const [path, text] of Object.entries(files))
    writeFileSync(join(directory, path), text, { mode: 0o600 });
}
