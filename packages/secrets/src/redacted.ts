const SHOWN = 4;
/** Of a shorter value four characters would say too much. */
const SHORTEST_SHOWN = 16;

/** What may be shown of a value: how it begins, which mostly is the prefix of its kind. */
export function redacted(secret: Uint8Array): string {
  if (secret.length === 0) return "";
  if (secret.length < SHORTEST_SHOWN) return "…";
  const beginning = Buffer.from(secret.subarray(0, SHOWN)).toString("latin1");
  return `${beginning.replaceAll(/[^!-~]/g, "?")}…`;
}
