import { hostMatches } from "@claude-bottle/manifest/egress";
import { allowlistOf } from "./reloadable.ts";
import { baseName } from "./hosts.ts";

/** AWS's documented example key: a core rule, which nobody can switch off, finds it in any path. */
const EXAMPLE_KEY = "AKIAIOSFODNN7EXAMPLE";

/**
 * Target of the question whether a name is listed, in absolute form: the list is judged before the path and the path
 * before any look-up, so that nothing is resolved or dialled.
 */
export function listingQuestion(name: string): string {
  return `http://${name}/${EXAMPLE_KEY}`;
}

export function isListingQuestion(url: string): boolean {
  return url.startsWith("http://") && url.endsWith(`/${EXAMPLE_KEY}`);
}

/** What pipelock's answer says about a name; `unclear` for anything but its two known texts. */
export function listingAnswer(body: string): "listed" | "not listed" | "unclear" {
  if (body.startsWith("blocked: core DLP match: AWS Access ID")) return "listed";
  if (body.startsWith("blocked: domain not in allowlist:")) return "not listed";
  return "unclear";
}

/** The names to ask for after a change, each with what the new list makes of it. */
export function listingExpectations(before: string, after: string): Map<string, boolean> {
  const old = allowlistOf(before);
  const wanted = allowlistOf(after);
  const changed = [
    ...old.filter((host) => !wanted.includes(host)),
    ...wanted.filter((host) => !old.includes(host)),
  ];
  return new Map(
    changed
      .flatMap((host) =>
        host.startsWith("*.") ? [baseName(host), `claude-bottle-question${host.slice(1)}`] : [host],
      )
      .map((name) => [name, wanted.some((pattern) => hostMatches(pattern, name))]),
  );
}
