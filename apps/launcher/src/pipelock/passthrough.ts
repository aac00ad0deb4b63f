import type { PipelockPosition } from "./headers.ts";
import { overlap, pipelockHosts } from "./hosts.ts";

/**
 * Services whose bodies are conversations, code or archives: pipelock would buffer them whole, scan about a megabyte a
 * second and refuse ordinary source code for its likeness to a key.
 */
const largeBodies = [
  // model APIs
  "*.anthropic.com",
  "claude.ai",
  "*.claude.ai",
  "platform.claude.com",
  "api.openai.com",
  "api.mistral.ai",
  "api.deepseek.com",
  "api.x.ai",
  "generativelanguage.googleapis.com",
  "openrouter.ai",
  // source code and downloads
  "github.com",
  "*.githubusercontent.com",
  "codeload.github.com",
  "gitlab.com",
  "bitbucket.org",
];

/** By convention the host of a package or image registry. */
const registryName = /^registry(?:-\d+)?\./;

export interface PassthroughChoice {
  position: PipelockPosition;
  /** Effective allowlist. */
  hosts: readonly string[];
  /** `egress.inspect`: hosts to intercept all the same. */
  inspect: readonly string[];
}

/**
 * Hosts whose TLS pipelock relays untouched. Behind egress-proxy, which screens every body itself, these are all;
 * as the agent's own proxy only what interception would break. A pattern that shares a name with `inspect` is intercepted
 * whole, because the list knows no exceptions.
 */
export function passthroughHosts({ position, hosts, inspect }: PassthroughChoice): string[] {
  const allowed = pipelockHosts(hosts);
  const inspected = pipelockHosts(inspect);
  const candidates =
    position === "behind-proxy"
      ? allowed
      : [...largeBodies, ...allowed.filter((host) => registryName.test(host))];
  return pipelockHosts(candidates).filter(
    (pattern) => !inspected.some((inspectedPattern) => overlap(pattern, inspectedPattern)),
  );
}
