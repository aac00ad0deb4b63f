import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { certificate, certificatePem, keyIdentifier } from "./certificate.ts";
import { authorityConstraints, authorityKey, authorityUsage, subjectKey } from "./extension.ts";

const DAY_MS = 86_400_000;

/** A certificate authority of our own. Printing it shows everything but the key. */
export class Authority {
  readonly commonName: string;
  readonly certPem: string;
  /** SHA-256 of the certificate, colon-separated hexadecimal. */
  readonly fingerprint: string;
  readonly #keyPem: string;

  constructor(commonName: string, certPem: string, keyPem: string) {
    this.commonName = commonName;
    this.certPem = certPem;
    this.fingerprint = new X509Certificate(certPem).fingerprint256;
    this.#keyPem = keyPem;
  }

  /** The private key as SEC1 PEM. */
  get keyPem(): string {
    return this.#keyPem;
  }
}

export interface AuthorityOptions {
  commonName: string;
  /** How long it is valid, from one day before `now`. */
  days: number;
  now: Date;
}

/** A fresh self-signed ECDSA P-256 authority that may sign leaves and nothing below them. */
export function createAuthority({ commonName, days, now }: AuthorityOptions): Authority {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const id = keyIdentifier(spki);
  const der = certificate(
    {
      issuer: commonName,
      subject: commonName,
      publicKey: spki,
      notBefore: new Date(now.getTime() - DAY_MS),
      notAfter: new Date(now.getTime() + days * DAY_MS),
      extensions: [authorityConstraints, authorityUsage, subjectKey(id), authorityKey(id)],
    },
    privateKey,
  );
  return new Authority(
    commonName,
    certificatePem(der),
    privateKey.export({ type: "sec1", format: "pem" }).toString(),
  );
}
