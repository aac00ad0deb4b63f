import { Secret } from "@claude-bottle/shared";
import { createAuthority } from "@claude-bottle/shared/x509";
import { containerListen, pipelockLaunch, type PipelockLaunch } from "../../pipelock/launch-spec.ts";
import { passthroughHosts } from "../../pipelock/passthrough.ts";
import { pipelockYaml } from "../../pipelock/yaml.ts";
import type { Plan } from "../../core/plan.ts";
import { archiveOf } from "./archive.ts";

const CA_DAYS = 30;

/** What a plan's pipelock is given, made new for each launch. */
export interface PipelockConfiguration {
  launch: PipelockLaunch;
  /** Certificate (PEM) of the authority that it signs with. */
  ca: string;
  /** Hosts whose TLS it relays untouched. */
  passthrough: string[];
}

export function pipelockConfiguration(plan: Plan): PipelockConfiguration {
  const { certPem, keyPem } = createAuthority({
    commonName: `claude-bottle pipelock ${plan.identity}`,
    days: CA_DAYS,
    now: new Date(plan.startedAt),
  });
  const { hosts, inspect, dlpAction, interceptor } = plan.egress;
  const position = interceptor === "pipelock" ? "agents-proxy" : "behind-proxy";
  const passthrough = passthroughHosts({ position, hosts, inspect });
  const yaml = pipelockYaml({
    identity: plan.identity,
    hosts,
    dlpAction,
    position,
    passthrough,
    injectedHeaders: plan.routes.flatMap(({ auth }) => {
      if (auth === null) return [];
      return [auth.scheme.startsWith("header:") ? auth.scheme.slice("header:".length) : "Authorization"];
    }),
    privateHosts: plan.network.privateHosts,
    listen: containerListen,
  });
  const { extraRoots } = plan.network;
  return {
    launch: pipelockLaunch({ yaml, authority: { certPem, keyPem }, extraRoots }),
    ca: certPem,
    passthrough,
  };
}

/** Its files as an archive for its configuration directory; the key is in it. */
export function configurationArchive({ files, uid, gid }: PipelockLaunch): Promise<Buffer> {
  return archiveOf(
    files.map(({ name, content, mode }) => ({
      path: name,
      mode,
      uid,
      gid,
      content: Buffer.from(content instanceof Secret ? content.reveal() : content),
    })),
  );
}
