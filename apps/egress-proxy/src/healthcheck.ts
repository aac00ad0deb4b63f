import { isHealthy } from "@claude-bottle/shared/service/is-healthy";

/** Where the proxy of an image has its control socket. */
const DEFAULT_CONTROL = "/tmp/egress-proxy.sock";

process.exitCode = (await isHealthy(process.argv[2] ?? DEFAULT_CONTROL)) ? 0 : 1;
