const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** The certificates in PEM texts, one each and each once: a trust store does not index a file that holds several. */
export function certificatesIn(texts: readonly string[]): string[] {
  const found = texts.flatMap((text) => text.match(CERTIFICATE) ?? []);
  return [...new Set(found.map((pem) => `${pem.replaceAll("\r", "")}\n`))];
}
