import type { ConfigFile } from "../gitleaks/load-config.ts";
import type { KnownValue } from "../known/known-values.ts";
import type { Policy } from "../scan/scanner-options.ts";

/** What a worker makes its scanner of: plain data, which goes there in a message and nowhere else. */
export interface ScanSetup {
  known: readonly KnownValue[];
  /** The table of token formats. */
  hasNativeRules: boolean;
  /** Rules for what has no structure: our own, or those of a gitleaks configuration. */
  config: "default" | ConfigSource | null;
  decodeDepth: number;
  /** Whether encodings are decoded that gitleaks does not know. */
  hasExtraEncodings: boolean;
  policy: Policy;
  /** Text of a `.gitleaksignore` file of the operator. */
  ignore: string | null;
  /** Key of the digests in findings; null: there are none. */
  digestKey: Uint8Array | null;
}

/** A configuration's file, and those that `extend` names, by the path as it is written there. */
export interface ConfigSource {
  file: ConfigFile;
  bases: ReadonlyMap<string, ConfigFile>;
}

/** Everything is looked for, in every encoding, and nothing in what is scanned excuses anything. */
export const fullSetup = {
  hasNativeRules: true,
  config: "default",
  decodeDepth: 5,
  hasExtraEncodings: true,
  policy: { allowComments: false, pathAllowlists: false },
  ignore: null,
} as const satisfies Partial<ScanSetup>;
