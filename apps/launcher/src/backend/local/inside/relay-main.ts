/** Runs a program between a socket in the file system and a port: one that can listen or dial in one way only. Ends with it. */
import { spawn } from "node:child_process";
import { openBridge, openSocket } from "./bridge.ts";
import type { RelaySettings } from "./relay-settings.ts";

const { ports, sockets, command } = JSON.parse(process.argv[2] ?? "") as RelaySettings;
await Promise.all([...ports.map(openBridge), ...sockets.map(openSocket)]);
const [file = "", ...rest] = command;
spawn(file, rest, { stdio: "inherit" })
  .once("error", () => process.exit(127))
  .once("exit", (status) => process.exit(status ?? 1));
