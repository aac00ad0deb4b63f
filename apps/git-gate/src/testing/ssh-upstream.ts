import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { userInfo } from "node:os";
import { descendants, killAll } from "./process.ts";
import { Events } from "@claude-bottle/shared/testing";

const SSHD = "/usr/sbin/sshd";
/** Where sshd, run by root, wants an empty directory; Debian makes it when its service starts. */
const PRIVILEGE_SEPARATION = "/run/sshd";

/** Of any sshd that stands for a forge's: a key alone logs in. */
export const forgeSettings: readonly string[] = [
  "PasswordAuthentication no",
  "KbdInteractiveAuthentication no",
  "PermitRootLogin prohibit-password",
  "StrictModes no",
  "UsePAM no",
  "LogLevel VERBOSE",
  "AcceptEnv GIT_PROTOCOL",
];

/** Why there can be no sshd here; null: there can. */
export const sshdMissing = existsSync(SSHD) ? null : `there is no ${SSHD}`;

/** A fresh key pair without a passphrase. */
export function makeKey(path: string): { privateKey: string; publicKey: string } {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path]);
  return { privateKey: readFileSync(path, "utf8"), publicKey: readFileSync(`${path}.pub`, "utf8").trim() };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

export interface SshUpstream extends AsyncDisposable {
  port: number;
  user: string;
  hostKey: string;
  deployKey: string;
  /** What sshd says, line by line. */
  lines: Events<string>;
}

/** A real sshd on the loopback, for one deploy key. */
export async function startSshUpstream(directory: string): Promise<SshUpstream> {
  const host = makeKey(join(directory, "host_key"));
  const deploy = makeKey(join(directory, "deploy_key"));
  writeFileSync(join(directory, "authorized_keys"), `${deploy.publicKey}\n`, { mode: 0o600 });
  const port = await freePort();
  const settings = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${join(directory, "host_key")}`,
    `AuthorizedKeysFile ${join(directory, "authorized_keys")}`,
    `PidFile ${join(directory, "sshd.pid")}`,
    ...forgeSettings,
    // The start files of whoever runs the tests are none of a forge's
    `SetEnv HOME=${directory}`,
  ];
  writeFileSync(join(directory, "sshd_config"), `${settings.join("\n")}\n`);
  if (userInfo().uid === 0) mkdirSync(PRIVILEGE_SEPARATION, { recursive: true, mode: 0o755 });
  const child = spawn(SSHD, ["-D", "-e", "-f", join(directory, "sshd_config")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const lines = new Events<string>();
  child.stderr.on("data", (chunk: Buffer) => {
    for (const line of chunk.toString().split(/\r?\n/)) if (line !== "") lines.add(line);
  });
  child.once("exit", () => lines.add("exit"));
  const first = await lines.find((line) => line.includes("Server listening") || line === "exit");
  if (first === "exit") throw new Error(lines.all.join("\n"));
  return {
    port,
    user: userInfo().username,
    hostKey: host.publicKey,
    deployKey: deploy.privateKey,
    lines,
    async [Symbol.asyncDispose]() {
      const gone = once(child, "exit");
      // With its sessions: a shared connection of a killed gate would keep one
      killAll(child.pid === undefined ? [] : descendants(child.pid));
      await gone;
    },
  };
}
