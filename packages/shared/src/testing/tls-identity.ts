import { createSecureContext, type TlsOptions } from "node:tls";
import { createMinter, type Authority } from "../x509/index.ts";

/** A server that is whoever its clients ask for, and `host` to those that name nobody. */
export function tlsIdentity(authority: Authority, host: string): TlsOptions {
  const minter = createMinter(authority);
  const { certPem: cert, keyPem: key } = minter.mint(host, new Date());
  return {
    cert,
    key,
    ALPNProtocols: ["http/1.1"],
    SNICallback: (name, done) => {
      const named = minter.mint(name, new Date());
      done(null, createSecureContext({ cert: named.certPem, key: named.keyPem }));
    },
  };
}
