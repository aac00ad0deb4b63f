import { GitleaksConfigError } from "./gitleaks-config-error.ts";

/** The version whose meaning `loadConfig` gives to a file. */
const OURS = [8, 30, 0];

/** A warning if the file wants a newer gitleaks; an error if what it wants is no version. */
export function checkMinVersion(wanted: string): string | undefined {
  if (wanted === "") return undefined;
  if (!/^v?\d+(\.\d+)*(-[\w.~-]+)?(\+[\w.~-]+)?$/.test(wanted)) {
    throw new GitleaksConfigError(`invalid minVersion '${wanted}'`);
  }
  const [numbers = ""] = wanted.replace(/^v/, "").split(/[-+]/);
  const parts = numbers.split(".").map(Number);
  const differing = OURS.findIndex((part, at) => part !== (parts[at] ?? 0));
  const isNewer = differing >= 0 && (parts[differing] ?? 0) > (OURS[differing] ?? 0);
  return isNewer
    ? `it wants gitleaks ${wanted}; it is read with the meaning of ${OURS.join(".")}`
    : undefined;
}
