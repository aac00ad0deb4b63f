const SPECIAL = /[.*+?^${}()|[\]\\]/g;

/**
 * Whether a full ref name fits a glob of `Push.refs`. `*` stands for one part of a name, `**` for any number of parts;
 * a glob that does not begin with `refs/` names branches.
 */
export function refMatches(glob: string, ref: string): boolean {
  const full = glob.startsWith("refs/") ? glob : `refs/heads/${glob}`;
  const pattern = full
    .split(/(\*+)/)
    .map((part) => {
      if (!part.startsWith("*")) return part.replace(SPECIAL, "\\$&");
      return part.length === 1 ? "[^/]*" : ".*";
    })
    .join("");
  return new RegExp(`^${pattern}$`).test(ref);
}
