import type { Mount } from "./sandbox.ts";

/** What the machine's own file system looks like, as far as a sandbox shows it. */
export interface SystemFacts {
  /** Where each of `/bin`, `/lib`, … leads by a link; null: it is a directory of its own; what is missing here is missing there. */
  links: Readonly<Record<string, string | null>>;
  /** What lies in `/usr/local/share`. */
  localShare: readonly string[];
}

export const SYSTEM_DIRECTORIES = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"] as const;
export const LOCAL_SHARE = "/usr/local/share";

/**
 * Files of `/etc` that say how programs are found and shown, and nothing of who uses the machine. Users, hosts, the
 * resolver and the trusted roots are the sandbox's own.
 */
const SETTINGS = [
  "alternatives",
  "bash.bashrc",
  "debian_version",
  "inputrc",
  "ld.so.cache",
  "ld.so.conf",
  "ld.so.conf.d",
  "localtime",
  "magic",
  "mime.types",
  "os-release",
  "perl",
  "profile",
  "protocols",
  "python3",
  "services",
  "shells",
  "ssl/openssl.cnf",
  "terminfo",
  "timezone",
].map((name) => `/etc/${name}`);

/** The machine's programs, read-only. */
export function systemView({ links }: SystemFacts): Mount[] {
  return [
    { kind: "read-only", source: "/usr", target: "/usr" },
    ...Object.entries(links).map(([path, to]): Mount =>
      to === null ? { kind: "read-only", source: path, target: path } : { kind: "link", to, target: path },
    ),
    ...SETTINGS.map((path): Mount => ({ kind: "read-only-if-there", source: path, target: path })),
    ...["/tmp", "/var/tmp"].map((target): Mount => ({ kind: "scratch", target })),
  ];
}

/** The machine's programs, with room for an `/usr/local/share/ca-certificates` of the sandbox's own. */
export function systemViewWithoutRoots(facts: SystemFacts): Mount[] {
  const own = "ca-certificates";
  const rest = facts.localShare.filter((name) => name !== own).map((name) => `${LOCAL_SHARE}/${name}`);
  return [
    ...systemView(facts),
    { kind: "frame", target: LOCAL_SHARE },
    ...rest.map((path): Mount => ({ kind: "read-only-if-there", source: path, target: path })),
  ];
}
