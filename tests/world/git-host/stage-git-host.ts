import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { forgeSettings } from "../../../apps/git-gate/src/testing/ssh-upstream.ts";
import { createAuthority, createMinter } from "@claude-bottle/shared/x509";

export const GIT_HOST_PROGRAM = "git-host-main.ts";

/** What a git host is made from. */
interface Wanted {
  host: string;
  /** The address that it answers on. */
  listen: string;
  /** Where the directory lies for its program. */
  at: string;
  /** What a login may run, whatever it asks for; null: what it asks for. */
  command: string | null;
}

/** What who uses it has to know. */
export interface Staged {
  keyFile: string;
  hostKey: string;
  token: string;
  caPem: string;
}

/** Writes keys, certificates, settings and program of a git host into a directory. */
export async function stageGitHost(directory: string, wanted: Wanted): Promise<Staged> {
  const { host, listen, at, command } = wanted;
  for (const name of ["host_key", "deploy_key"])
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", join(directory, name)]);
  const authority = createAuthority({ commonName: "test git host", days: 2, now: new Date() });
  const token = `git:${randomBytes(12).toString("hex")}`;
  const deployKey = await readFile(join(directory, "deploy_key.pub"), "utf8");
  const forced = command === null ? "" : `command="${command.replaceAll('"', '\\"')}" `;
  await writeFile(join(directory, "authorized_keys"), `${forced}${deployKey}`);
  await copyFile(join(import.meta.dirname, GIT_HOST_PROGRAM), join(directory, GIT_HOST_PROGRAM));
  const places = [
    "Port 22",
    `ListenAddress ${listen}`,
    `HostKey ${at}/host_key`,
    `AuthorizedKeysFile ${at}/authorized_keys`,
    `PidFile ${at}/sshd.pid`,
    // The start files of whoever runs the tests are none of a forge's
    ...(command === null ? [] : [`SetEnv HOME=${at}`]),
  ];
  await writeFile(join(directory, "sshd_config"), `${[...forgeSettings, ...places].join("\n")}\n`);
  const settings = { ...createMinter(authority).mint(host, new Date()), token };
  await writeFile(join(directory, "settings.json"), JSON.stringify(settings));
  return {
    keyFile: join(directory, "deploy_key"),
    hostKey: (await readFile(join(directory, "host_key.pub"), "utf8")).trim(),
    token,
    caPem: authority.certPem,
  };
}
