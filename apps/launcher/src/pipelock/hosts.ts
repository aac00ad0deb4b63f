import { isIPv4 } from "node:net";
import { hostMatches, hostPatternSchema } from "@claude-bottle/manifest/egress";
import { BottleError } from "@claude-bottle/shared";

/** Names under `.invalid` never resolve: https://www.rfc-editor.org/rfc/rfc6761#section-6.4 */
export const NO_HOST = "no-host.invalid";

/**
 * Hosts as pipelock compares them: lower case, no trailing dot, sorted, unique. pipelock itself accepts `*`, `*.com`,
 * ports, schemes and paths without a word, so they are refused here.
 */
export function pipelockHosts(hosts: readonly string[]): string[] {
  return [...new Set(hosts.map(pipelockHost))].toSorted();
}

function pipelockHost(host: string): string {
  const parsed = hostPatternSchema.safeParse(host.trim().replace(/\.$/, ""));
  const wildcardOfAddress = parsed.success && parsed.data.startsWith("*.") && /\.\d+$/.test(parsed.data);
  if (!parsed.success || wildcardOfAddress)
    throw new BottleError("config-invalid", `Cannot hand the host "${host}" to pipelock`, {
      hint: "Write one exact name or address, or *.suffix with at least two labels, without scheme, port or path",
    });
  return parsed.data;
}

/** The name itself, or the suffix of a `*.suffix`. */
export function baseName(pattern: string): string {
  return pattern.startsWith("*.") ? pattern.slice(2) : pattern;
}

/** Whether some name is meant by both patterns. */
export function overlap(left: string, right: string): boolean {
  return hostMatches(left, baseName(right)) || hostMatches(right, baseName(left));
}

/** `passthrough_domains` does not match the suffix itself by `*.suffix`, as `api_allowlist` does: name both. */
export function withApex(patterns: readonly string[]): string[] {
  return pipelockHosts(
    patterns.flatMap((pattern) => (pattern.startsWith("*.") ? [pattern, baseName(pattern)] : [pattern])),
  );
}

/** The narrowest network for each address that the operator pointed a name to. */
export function privateNetworks(privateHosts: Readonly<Record<string, string>>): string[] {
  return [
    ...new Set(Object.entries(privateHosts).map(([name, target]) => privateNetwork(name, target))),
  ].toSorted();
}

function privateNetwork(name: string, target: string): string {
  if (!isIPv4(target))
    throw new BottleError(
      "config-invalid",
      `Cannot reach the private host "${name}" at "${target}" through pipelock`,
      {
        hint: "Give a dotted IPv4 address without a port, or set `egress.pipelock: false` in the bottle",
      },
    );
  return `${target}/32`;
}
