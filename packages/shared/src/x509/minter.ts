import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import type { Authority } from "./authority.ts";
import { certificate, certificatePem, keyIdentifier } from "./certificate.ts";
import { alternativeName, authorityKey, leafConstraints, leafUsage, serverUse } from "./extension.ts";

const DAY_MS = 86_400_000;
const LEAF_DAYS = 7;
// https://www.rfc-editor.org/rfc/rfc5280#appendix-A.1 ub-common-name
const LONGEST_COMMON_NAME = 64;

export interface Leaf {
  certPem: string;
  keyPem: string;
}

export interface Minter {
  /**
   * A server certificate for a lower-case ASCII name or an address without brackets, from one day before `now` to
   * seven days after it. All leaves of a minter share one key. Throws a TypeError for anything else.
   */
  mint(host: string, now: Date): Leaf;
}

export function createMinter(authority: Authority): Minter {
  const signer = createPrivateKey(authority.keyPem);
  const issuerKey = createPublicKey(signer).export({ type: "spki", format: "der" });
  const issuer = authorityKey(keyIdentifier(issuerKey));
  const leaf = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicKey = leaf.publicKey.export({ type: "spki", format: "der" });
  const keyPem = leaf.privateKey.export({ type: "sec1", format: "pem" }).toString();

  return {
    mint(host, now) {
      if (!/^[\x21-\x7e]{1,253}$/.test(host)) throw new TypeError("A certificate needs an ASCII host name");
      const named = host.length <= LONGEST_COMMON_NAME;
      const der = certificate(
        {
          issuer: authority.commonName,
          subject: named ? host : "",
          publicKey,
          notBefore: new Date(now.getTime() - DAY_MS),
          notAfter: new Date(now.getTime() + LEAF_DAYS * DAY_MS),
          extensions: [leafConstraints, leafUsage, serverUse, alternativeName(host, !named), issuer],
        },
        signer,
      );
      return { certPem: certificatePem(der), keyPem };
    },
  };
}
