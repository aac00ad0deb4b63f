const AMBIGUOUS = /[%\\;]|\/[./]/;
const LEVELS = 6;

function decodedOnce(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Percent-decoded again and again, at most six times. */
export function decodedFully(text: string): string {
  let decoded = text;
  for (let level = 0; level < LEVELS && decoded.includes("%"); level += 1) decoded = decodedOnce(decoded);
  return decoded;
}

/** RFC 3986 section 5.2.4. */
function withoutDots(path: string): string {
  if (!path.includes("/.")) return path;
  const out: string[] = [];
  const segments = path.split("/");
  for (const segment of segments.slice(1)) {
    if (segment === "..") out.pop();
    else if (segment !== ".") out.push(segment);
  }
  const last = segments.at(-1);
  const isDirectory = (last === ".." || last === ".") && out.length > 0;
  return `/${out.join("/")}${isDirectory ? "/" : ""}`;
}

function* variants(path: string): Generator<string> {
  for (const bare of [path, path.replace(/;[^/\\]*/g, "")])
    for (const slashed of [bare, bare.replaceAll("\\", "/")]) {
      yield withoutDots(slashed);
      yield withoutDots(slashed.replace(/\/{2,}/g, "/"));
    }
}

/**
 * Every way an origin might read a path: as sent (hex digits in capitals), and at each level of decoding
 * with and without `;parameters`, with `\` as `/`, with `//` as `/`, always without dot segments.
 * Always in the same order, so that the same readings of two paths can be compared. A plain path has one.
 */
export function readings(path: string): readonly string[] {
  if (!AMBIGUOUS.test(path)) return [path];
  let level = path.replace(/%[0-9a-f]{2}/gi, (hex) => hex.toUpperCase());
  const all = [level];
  let same: string[] = [];
  let last: string | null = null;
  for (let count = 0; count < LEVELS; count += 1) {
    if (level !== last) same = [...variants(level)];
    all.push(...same);
    last = level;
    level = level.includes("%") ? decodedOnce(level) : level;
  }
  // escaped deeper than anyone decodes: in no prefix, since those begin with a slash
  if (level !== last) all.push("");
  return all;
}

function lies(path: string, prefix: string): boolean {
  if (!path.startsWith(prefix)) return false;
  return path.length === prefix.length || prefix.endsWith("/") || path[prefix.length] === "/";
}

/** True when each reading of the path lies, on a segment border, inside the same reading of the prefix. */
export function isWithin(path: readonly string[], prefix: readonly string[]): boolean {
  const asSent = prefix[0];
  if (asSent === undefined) return false;
  return path.every((reading, index) => lies(reading, prefix[index] ?? asSent));
}

const SHOWN = 120;

/** A path as a message may hold it. */
export function shown(path: string): string {
  return path.length > SHOWN ? `${path.slice(0, SHOWN)}…` : path;
}
