/** The identity that a preflight names. */
export function identityIn(preflight: string): string {
  const identity = /^Identity +(\S+)$/m.exec(preflight)?.[1];
  if (identity === undefined) throw new Error(`no identity in: ${preflight}`);
  return identity;
}
