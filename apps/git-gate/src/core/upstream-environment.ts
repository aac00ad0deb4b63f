import type { GateRemote } from "@claude-bottle/policy";
import { commonSettings, type Environment, type GitSettings } from "./git-environment.ts";

/** Where a child that dials the upstream finds what it needs. */
export interface SshPaths {
  /** Socket of the agent that holds this remote's key, and no other. */
  agent: string;
  /** File with the pinned host key. */
  knownHosts: string;
  /** Socket of the connection that sessions share. */
  connection: string;
}

/** The name of the server in the file of pinned keys, whatever host or address is dialled. */
export const HOST_ALIAS = "upstream";

const UPSTREAM_SETTINGS: GitSettings = [
  ...commonSettings,
  ["core.hooksPath", "/dev/null"],
  ["push.followTags", "false"],
  ["push.recurseSubmodules", "no"],
  ["push.gpgSign", "false"],
  ["credential.helper", ""],
];

/** Options of ssh by which it reads no file, asks nobody, and speaks to nobody but the pinned server. */
export function sshOptions(remote: GateRemote, paths: SshPaths): string[] {
  const address = remote.extra_hosts[remote.upstream.host];
  const options = [
    // The agent's key alone: no key of a file, and none of the names that ssh tries by itself
    "IdentityFile=none",
    `IdentityAgent=${paths.agent}`,
    `UserKnownHostsFile=${paths.knownHosts}`,
    `HostKeyAlias=${HOST_ALIAS}`,
    "GlobalKnownHostsFile=/dev/null",
    "StrictHostKeyChecking=yes",
    "UpdateHostKeys=no",
    "VerifyHostKeyDNS=no",
    "BatchMode=yes",
    "PreferredAuthentications=publickey",
    "ConnectTimeout=10",
    "ServerAliveInterval=15",
    "ServerAliveCountMax=3",
    "ForwardAgent=no",
    "ClearAllForwardings=yes",
    "PermitLocalCommand=no",
    "ProxyCommand=none",
    "CanonicalizeHostname=no",
    "ControlMaster=auto",
    `ControlPath=${paths.connection}`,
    "ControlPersist=300",
    ...(address === undefined ? [] : [`HostName=${address}`]),
  ];
  return ["-F", "/dev/null", ...options.flatMap((option) => ["-o", option])];
}

/** For the shell that git runs ssh with. */
const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Settings and variables for a git that speaks to an ssh upstream. */
export function sshUpstream(
  remote: GateRemote,
  paths: SshPaths,
): { settings: GitSettings; extra: Environment } {
  return {
    settings: [...UPSTREAM_SETTINGS, ["protocol.ssh.allow", "always"]],
    extra: {
      GIT_SSH_COMMAND: ["ssh", ...sshOptions(remote, paths).map(quoted)].join(" "),
      GIT_SSH_VARIANT: "ssh",
    },
  };
}

/** The same for https; `token` null: the upstream is asked without one. */
export function httpsUpstream(
  remote: GateRemote,
  { roots, token }: { roots: string; token: string | null },
): GitSettings {
  const { host, port } = remote.upstream;
  const origin = `https://${host}${port === null ? "" : `:${port}`}`;
  const address = remote.extra_hosts[host];
  const bracketed = address?.includes(":") === true ? `[${address}]` : address;
  const settings: GitSettings = [
    ...UPSTREAM_SETTINGS,
    ["protocol.https.allow", "always"],
    // A redirect would take the token elsewhere
    ["http.followRedirects", "false"],
    ["http.sslVerify", "true"],
    ["http.sslCAInfo", roots],
    ["http.proxy", ""],
    ["http.lowSpeedLimit", "1"],
    ["http.lowSpeedTime", "60"],
  ];
  return [
    ...settings,
    ...(bracketed === undefined
      ? []
      : ([["http.curloptResolve", `${host}:${port ?? 443}:${bracketed}`]] as const)),
    ...(token === null
      ? []
      : ([[`http.${origin}/.extraHeader`, `Authorization: Basic ${basic(token)}`]] as const)),
  ];
}

/** A token alone goes with a user name that every known host takes. */
const basic = (token: string): string =>
  Buffer.from(token.includes(":") ? token : `x-access-token:${token}`).toString("base64");
