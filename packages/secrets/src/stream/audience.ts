/** Does a host belong to an audience? `*.example.com` is every host below it. */
export function isAudience(audience: readonly string[], host: string): boolean {
  return audience.some((pattern) =>
    pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern,
  );
}
