import type { EgressConfig, LiveSecrets } from "@claude-bottle/policy";
import type { NativeTable } from "@claude-bottle/secrets";
import { rm } from "node:fs/promises";
import { listenControl } from "@claude-bottle/shared/service";
import { createControl } from "./control.ts";
import type { Front } from "./front.ts";
import { createHttpFront } from "./http-front.ts";
import type { Log } from "./log.ts";
import { Service } from "./service.ts";

export interface StartOptions {
  config: EgressConfig;
  secrets: LiveSecrets;
  log: Log;
  /** Reads the configuration file again. @throws {BottleError} */
  reread: () => EgressConfig;
  tokens?: NativeTable;
}

export interface Running extends AsyncDisposable {
  readonly service: Service;
  readonly port: number;
}

/** Serves the agent and the control socket, and says so in the log. @throws {BottleError} `config-invalid` */
export async function start({ reread, ...options }: StartOptions): Promise<Running> {
  const { config, log } = options;
  const front = "path" in config.listen ? createHttpFront() : await mitmFront();
  const service = new Service({ ...options, front, now: () => new Date() });
  const control = createControl(service, reread);
  // A socket that a killed process left behind would be in the way.
  if ("path" in config.listen) await rm(config.listen.path, { force: true });
  await listenControl(control, config.control);
  const port = await service.listen();
  log.event("ready", { ca: service.authority.certPem, fingerprint: service.authority.fingerprint, port });
  return {
    service,
    port,
    async [Symbol.asyncDispose]() {
      await Promise.all([service.close(), control.close()]);
    },
  };
}

/** Its package is loaded where it serves, and nowhere else. */
async function mitmFront(): Promise<Front> {
  const { createMitmFront } = await import("./mitm-front.ts");
  return createMitmFront();
}
