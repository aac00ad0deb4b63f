/** A number that no user of the machine has. */
const SOMEBODY = 60_001;

/** Somebody else whom root can become: without a name, a group or a right. */
export interface PlainUser {
  uid: number;
}

/** Somebody to start bottles as; null: whoever runs the tests is a plain user already. */
export const plainUser: PlainUser | null = process.getuid?.() === 0 ? { uid: SOMEBODY } : null;

/** A command line that is run as this user; null: as whoever runs the tests. */
export function asUser(user: PlainUser | null, command: readonly string[]): [file: string, ...string[]] {
  const [file = "", ...rest] = command;
  if (user === null) return [file, ...rest];
  const become = [
    "--reuid",
    String(user.uid),
    "--regid",
    String(user.uid),
    "--clear-groups",
    "--inh-caps=-all",
  ];
  return ["setpriv", ...become, "--", ...command];
}
