const LINE = /^(?<reference>\S+) (?<digest>sha256:[0-9a-f]{64})$/;

/** The digest that `images.lock` holds a reference to: one line each, `<reference> sha256:<hexadecimal>`. */
export function lockedDigest(lock: string, reference: string): string | null {
  for (const line of lock.split("\n")) {
    const groups = LINE.exec(line)?.groups;
    if (groups?.["reference"] === reference) return groups["digest"] ?? null;
  }
  return null;
}

/** The text of the lock with this reference held to this digest; lines about others stay. */
export function withLockedDigest(lock: string, reference: string, digest: string): string {
  const others = lock.split("\n").filter((line) => line !== "" && line.split(" ")[0] !== reference);
  return `${[...others, `${reference} ${digest}`].toSorted().join("\n")}\n`;
}

/** `repository@digest` for `repository:tag`: what is pulled and run once the digest is known. */
export function pinned(reference: string, digest: string): string {
  return `${reference.replace(/:[^:/]+$/, "")}@${digest}`;
}
