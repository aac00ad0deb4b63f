import { BottleError } from "@claude-bottle/shared";

/**
 * First release of each series without the holes that the gate's use of git is open to: CVE-2022-23521, CVE-2022-41903,
 * CVE-2023-25652, CVE-2024-32004, CVE-2024-32465. Later advisories are about checkouts, submodules, credential helpers
 * and bundle URIs, none of which the gate uses. https://github.com/git/git/security/advisories
 */
const FIRST_SOUND: Record<string, number> = {
  "2.39": 4,
  "2.40": 2,
  "2.41": 1,
  "2.42": 2,
  "2.43": 4,
  "2.44": 1,
  "2.45": 1,
};
const OLDEST_SERIES = [2, 39] as const;

const isBefore = (a: readonly [number, number], b: readonly [number, number]): boolean =>
  a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);

/** Takes what `git version` prints. @throws {BottleError} `config-invalid` */
export function requireSoundGit(printed: string): string {
  const [, major, minor, patch = "0"] = /^git version (\d+)\.(\d+)(?:\.(\d+))?/.exec(printed) ?? [];
  if (major === undefined || minor === undefined)
    throw new BottleError("config-invalid", "git does not say its version", {
      hint: "Install git 2.39.4 or later",
    });
  const version = `${major}.${minor}.${patch}`;
  const isOld = isBefore([Number(major), Number(minor)], OLDEST_SERIES);
  if (isOld || Number(patch) < (FIRST_SOUND[`${major}.${minor}`] ?? 0))
    throw new BottleError("config-invalid", `git ${version} has known holes and is not used`, {
      hint: `Install git ${isOld ? "2.39.4" : `${major}.${minor}.${FIRST_SOUND[`${major}.${minor}`]}`} or later`,
    });
  return version;
}
