import { createAuthority, createMinter } from "@claude-bottle/shared/x509";
import { providerHosts, providerRepository } from "./provider.ts";

interface ProviderSettings {
  /** `user:password` for its git host. */
  gitCredential: string;
  now: Date;
  listen: { host?: string; port: number };
  /** Where it writes. */
  directory: string;
}

/** The files that lie beside the provider's program, and the certificate (PEM) of the authority that signed what it shows. */
export function providerFiles({ gitCredential, now, listen, directory }: ProviderSettings): {
  caPem: string;
  files: { path: string; text: string }[];
} {
  const authority = createAuthority({ commonName: "claude-bottle demo provider", days: 1, now });
  const minter = createMinter(authority);
  const certificates = Object.fromEntries(
    Object.values(providerHosts).map((host) => [host, minter.mint(host, now)]),
  );
  const settings = {
    git: { host: providerHosts.git, repository: providerRepository, credential: gitCredential },
    listen,
    directory,
  };
  return {
    caPem: authority.certPem,
    files: [
      { path: "certificates.json", text: JSON.stringify(certificates) },
      { path: "settings.json", text: JSON.stringify(settings) },
    ],
  };
}
