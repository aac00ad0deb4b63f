/** Runs a program that listens on a port only, and leads a socket in the file system to it; ends with it. */
import { spawn } from "node:child_process";
import { openSocket } from "./bridge.ts";
import type { RelaySettings } from "./relay-settings.ts";

const { command, ...bridge } = JSON.parse(process.argv[2] ?? "") as RelaySettings;
await openSocket(bridge);
const [file = "", ...rest] = command;
spawn(file, rest, { stdio: "inherit" })
  .once("error", () => process.exit(127))
  .once("exit", (status) => process.exit(status ?? 1));
