import { isHealthy } from "@claude-bottle/shared/service/is-healthy";

/** Where supervise of an image has its control socket. */
const DEFAULT_CONTROL = "/tmp/supervise.sock";

process.exitCode = (await isHealthy(process.argv[2] ?? DEFAULT_CONTROL)) ? 0 : 1;
