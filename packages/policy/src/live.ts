import type { EgressConfig } from "./egress-config.ts";

export interface NamedValue {
  name: string;
  value: string;
}

export interface LiveSecrets {
  /** Value of each slot, by its number. */
  slots: readonly NamedValue[];
  /** Further values that must not leave. */
  known: readonly NamedValue[];
}

/** Everything a decision needs, compiled once and never changed; a reload makes a new one. Prints no value. */
export interface Live {
  readonly config: EgressConfig;
}

/** @throws {BottleError} `config-invalid`, e.g. when a route's slot has no value. */
export function compile(_config: EgressConfig, _secrets: LiveSecrets): Live {
  throw new Error("being written");
}
