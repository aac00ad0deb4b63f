import type { Sidecar } from "@claude-bottle/shared";
import { agentUser } from "../../provision/agent-user.ts";
import { GIT_CONFIG } from "../../provision/git-config.ts";
import { NO_RESOLVER } from "../../provision/root-script.ts";

/** Where the agent meets each, on its own loopback: an address of its own, on which nothing else answers. */
export const sidecarAddresses = {
  "egress-proxy": "127.0.0.2",
  "git-gate": "127.0.0.3",
  supervise: "127.0.0.4",
  pipelock: "127.0.0.5",
} as const satisfies Record<Sidecar, string>;

/** Files of a sandbox's `/etc` by name; none of them tells anything of the machine. */
export type EtcFiles = Readonly<Record<string, string>>;

interface User {
  name: string;
  uid: number;
  gid: number;
  home: string;
}

function users({ name, uid, gid, home }: User): EtcFiles {
  return {
    passwd: `${name}:x:${uid}:${gid}::${home}:/bin/bash\nnobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\n`,
    group: `${name}:x:${gid}:\ntty:x:5:\nnogroup:x:65534:\n`,
  };
}

/** The agent's: its user, the names of its sidecars on its own loopback, and no resolver; git is led to the gate. */
export function agentEtc(sidecars: readonly Sidecar[]): EtcFiles {
  return {
    ...users(agentUser),
    hosts: [
      "127.0.0.1 localhost bottle",
      "::1 localhost",
      ...sidecars.map((name) => `${sidecarAddresses[name]} ${name}`),
      "",
    ].join("\n"),
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    "resolv.conf": `nameserver ${NO_RESOLVER}\noptions timeout:1 attempts:1\n`,
    gitconfig: `[include]\n\tpath = ${GIT_CONFIG}\n`,
  };
}

/** Nobody's number, with a name all the same: ssh works for nobody without. */
export const sidecarUser = { name: "sidecar", uid: 65_532, gid: 65_532, home: "/nonexistent" } as const;

export const sidecarEtc: EtcFiles = users(sidecarUser);
