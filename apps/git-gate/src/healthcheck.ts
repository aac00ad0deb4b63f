import { isHealthy } from "@claude-bottle/shared/service/is-healthy";

/** Where the gate of an image has its control socket. */
const DEFAULT_CONTROL = "/tmp/git-gate.sock";

process.exitCode = (await isHealthy(process.argv[2] ?? DEFAULT_CONTROL)) ? 0 : 1;
