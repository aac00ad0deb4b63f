import { z } from "zod";
import type { Problem } from "./problem.ts";
import { quote } from "./quote.ts";
import { parseUpstream, repositoryOf } from "./upstream.ts";
import { pathText, type KeyPath, type Source } from "./source.ts";

/** Something that may be said once only among all the bottles that make one up. */
interface Claim {
  /** Two claims with one key collide, unless both have the same `value`. */
  key: string;
  value: string | null;
  says: string;
  path: KeyPath;
  hint: string;
}

const list = z.array(z.unknown());
const shape = z.looseObject({
  git: list.catch([]),
  egress_proxy: z.looseObject({ routes: list.catch([]) }).catch({ routes: [] }),
});
const named = z.looseObject({ Name: z.string() });
const forwarded = z.looseObject({ Upstream: z.string() });
const extra = z.looseObject({ ExtraHosts: z.record(z.string(), z.string()) });
const hosted = z.looseObject({ host: z.string() });

// Reads what is readable, so that a clash is reported together with whatever else is wrong.
function claims(data: unknown): Claim[] {
  const { data: bottle } = shape.safeParse(data);
  if (bottle === undefined) return [];
  const found: Claim[] = [];
  for (const [index, entry] of bottle.git.entries()) {
    const name = named.safeParse(entry).data?.Name;
    if (name !== undefined)
      found.push({
        key: `Name ${name.toLowerCase()}`,
        value: null,
        says: `the git Name ${quote(name)}`,
        path: ["git", index, "Name"],
        hint: "Give each git entry a Name of its own",
      });
    const title = name === undefined ? `git[${index}]` : `the git entry ${quote(name)}`;
    const upstream = parseUpstream(forwarded.safeParse(entry).data?.Upstream ?? "");
    if (upstream !== null)
      found.push({
        key: `Upstream ${repositoryOf(upstream)}`,
        value: null,
        says: `the repository ${quote(repositoryOf(upstream))} as ${title}`,
        path: ["git", index, "Upstream"],
        hint: "Declare each repository once: the agent's git could not tell the two entries apart",
      });
    for (const [host, ip] of Object.entries(extra.safeParse(entry).data?.ExtraHosts ?? {}))
      found.push({
        key: `ExtraHosts ${host.toLowerCase().trim()}`,
        value: ip,
        says: `${quote(host)} as ${quote(ip)} in the ExtraHosts of ${title}`,
        path: ["git", index, "ExtraHosts", host],
        hint: "Give the name one address: all entries share the gate's hosts file",
      });
  }
  for (const [index, route] of bottle.egress_proxy.routes.entries()) {
    const host = hosted.safeParse(route).data?.host;
    if (host === undefined) continue;
    found.push({
      key: `route ${host.trim().toLowerCase()}`,
      value: null,
      says: `the route host ${quote(host)}`,
      path: ["egress_proxy", "routes", index, "host"],
      hint: "Write one route for each host",
    });
  }
  return found;
}

/** Names, route hosts and addresses that are declared twice among these files, bases first; both places are named. */
export function conflicts(sources: readonly Source[]): Problem[] {
  const first = new Map<string, { claim: Claim; source: Source }>();
  const problems: Problem[] = [];
  for (const source of sources) {
    for (const claim of claims(source.data)) {
      const earlier = first.get(claim.key);
      if (earlier === undefined) {
        first.set(claim.key, { claim, source });
      } else if (claim.value === null || claim.value !== earlier.claim.value) {
        const place = `${pathText(earlier.claim.path)} (${earlier.source.file}:${earlier.source.lineOf(earlier.claim.path) ?? "?"})`;
        problems.push({
          file: source.file,
          line: source.lineOf(claim.path),
          message: `Cannot declare ${claim.says}: ${place} has already declared ${earlier.claim.says}`,
          hint: claim.hint,
        });
      }
    }
  }
  return problems;
}
