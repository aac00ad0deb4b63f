import { isHealthy } from "./edge/is-healthy.ts";

/** Where the gate of an image has its control socket. */
const DEFAULT_CONTROL = "/tmp/git-gate.sock";

process.exitCode = (await isHealthy(process.argv[2] ?? DEFAULT_CONTROL)) ? 0 : 1;
