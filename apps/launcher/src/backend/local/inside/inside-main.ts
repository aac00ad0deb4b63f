/**
 * The first process of an agent's sandbox: leads the loopback to the sidecars' sockets and runs the commands that come in by its
 * own socket, which is there as soon as it listens. It is the agent's equal: whoever takes it over has gained nothing.
 */
import { readFileSync, renameSync } from "node:fs";
import { createServer } from "node:net";
import { openBridge } from "./bridge.ts";
import { closeInherited } from "./close-inherited.ts";
import { serveCommand } from "./serve-command.ts";
import type { Settings } from "./settings.ts";

/** What a detached command may fill the host's disk with. */
const LONGEST_LOG = 32 * 1024 * 1024;

closeInherited();
const { socket, bridges, environment } = JSON.parse(readFileSync(0, "utf8")) as Settings;
await Promise.all(bridges.map(openBridge));

let written = 0;
function say(line: string): void {
  const text = `${new Date().toISOString()} ${line}\n`;
  written += text.length;
  if (written <= LONGEST_LOG) process.stdout.write(text);
}

createServer({ allowHalfOpen: true }, (client) => {
  client.on("error", () => undefined);
  serveCommand(client, { environment, say }).catch(() => client.destroy());
}).listen(`${socket}.new`, () => renameSync(`${socket}.new`, socket));
