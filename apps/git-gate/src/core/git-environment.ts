import type { Limits } from "./limits.ts";

/** Keys and values of git's configuration. */
export type GitSettings = readonly (readonly [key: string, value: string])[];
export type Environment = Readonly<Record<string, string>>;

const NOWHERE = "/nonexistent";

/** Everything that a git of ours sees of its environment: nothing comes from the gate's own, or from a file. */
export function gitEnvironment(settings: GitSettings, limits: Limits): Environment {
  const entries = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: NOWHERE,
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "/bin/false",
    // What is scanned is what is pushed: neither may stand in for a commit
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_GRAFT_FILE: `${NOWHERE}/grafts`,
    // Against deltas that unpack to gigabytes; receive.maxInputSize does not see them
    GIT_ALLOC_LIMIT: String(limits.allocation),
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(entries),
  };
}

/** For every git. */
export const commonSettings: GitSettings = [
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["core.bigFileThreshold", "16m"],
  // How much of a pack, and of what deltas are made from, git keeps at hand: far less than usual costs no time, as what it
  // drops is still in the page cache
  ["core.packedGitWindowSize", "1m"],
  ["core.packedGitLimit", "16m"],
  ["core.deltaBaseCacheLimit", "16m"],
  ["core.logAllRefUpdates", "false"],
  ["protocol.allow", "never"],
  ["protocol.version", "2"],
  ["transfer.bundleURI", "false"],
];

/** For the git that takes a push in. */
export function receiveSettings(hooks: string, limits: Limits): GitSettings {
  return [
    ...commonSettings,
    ["core.hooksPath", hooks],
    ["receive.procReceiveRefs", "refs"],
    ["receive.fsckObjects", "true"],
    // A pack stays a pack: thousands of loose objects are slow
    ["receive.unpackLimit", "1"],
    ["receive.maxInputSize", String(limits.pack)],
    ["receive.autogc", "false"],
    ["receive.advertiseAtomic", "true"],
    ["receive.advertisePushOptions", "true"],
    // A shallow push could hide the parents of what it brings
    ["receive.shallowUpdate", "false"],
    ["receive.denyDeleteCurrent", "ignore"],
    ["receive.keepAlive", "5"],
    ["transfer.hideRefs", "refs/replace"],
  ];
}

/** For the git that serves a clone or fetch. */
export const serveSettings: GitSettings = [
  ...commonSettings,
  ["uploadpack.allowFilter", "true"],
  ["uploadpack.keepAlive", "5"],
  ["transfer.hideRefs", "refs/replace"],
];

/** The value of a client's `Git-Protocol` header, where it is one that git may see. */
export function protocolVersion(header: string | undefined): Environment {
  return header !== undefined && /^version=[0-2]$/.test(header) ? { GIT_PROTOCOL: header } : {};
}
