import { createHmac } from "node:crypto";
import { parseIgnoreFile } from "../gitleaks/ignore-file.ts";
import { type ConfigFile, type LoadedConfig, loadConfig } from "../gitleaks/load-config.ts";
import { KnownValues } from "../known/known-values.ts";
import { genericConfig } from "../rules/generic/generic-config.ts";
import { nativeRules } from "../rules/index.ts";
import { Scanner } from "../scan/scanner.ts";
import { inflate } from "./inflate.ts";
import type { ScanSetup } from "./scan-setup.ts";

const OWN: ConfigFile = { path: "", text: genericConfig };

/** Throws a `GitleaksConfigError`. */
export function makeScanner(setup: ScanSetup): { scanner: Scanner; warnings: readonly string[] } {
  const { known, hasNativeRules, decodeDepth, hasExtraEncodings, policy, ignore, digestKey } = setup;
  const loaded = configOf(setup);
  const scanner = new Scanner({
    known: new KnownValues(known),
    rules: hasNativeRules ? nativeRules : [],
    ...(loaded === null ? {} : { config: loaded.config }),
    inflate,
    decodeDepth,
    extraEncodings: hasExtraEncodings,
    policy,
    ...(ignore === null ? {} : { ignore: parseIgnoreFile(ignore) }),
    ...(digestKey === null ? {} : { digest: (secret) => digest(digestKey, secret) }),
  });
  return { scanner, warnings: loaded?.warnings ?? [] };
}

function configOf({ config }: ScanSetup): LoadedConfig | null {
  if (config === null) return null;
  if (config === "default") return loadConfig(OWN);
  return loadConfig(config.file, (base) => (base === "default" ? OWN : config.bases.get(base.path)));
}

function digest(key: Uint8Array, secret: Uint8Array): string {
  return createHmac("sha256", key).update(secret).digest("base64url");
}
