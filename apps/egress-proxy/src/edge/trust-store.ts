import type { EgressConfig } from "@claude-bottle/policy";
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";
import { RecentMap } from "./recent-map.ts";

const CONTEXTS = 8;

/** The system's roots, or Node's own where an image has none. */
function publicRoots(): string[] {
  const system = getCACertificates("system");
  return system.length > 0 ? system : getCACertificates("bundled");
}

/** What the last leg trusts. Kept over reloads: reading all public roots takes a tenth of a second. */
export class TrustStore {
  readonly #contexts = new RecentMap<string, SecureContext>(CONTEXTS);

  /** Only what pipelock's authority signed, or only what a public or an extra root did. */
  contextOf({ upstream, extra_roots }: EgressConfig, issuer: "public" | "pipelock"): SecureContext {
    if (issuer === "pipelock" && upstream.via === "pipelock")
      return this.#context(upstream.ca, () => upstream.ca);
    return this.#context(`public ${extra_roots.join(" ")}`, () => [...publicRoots(), ...extra_roots]);
  }

  #context(key: string, roots: () => string | string[]): SecureContext {
    const kept = this.#contexts.get(key);
    if (kept !== undefined) return kept;
    const context = createSecureContext({ ca: roots(), minVersion: "TLSv1.2" });
    this.#contexts.set(key, context);
    return context;
  }
}
