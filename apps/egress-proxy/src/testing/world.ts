import type { Decision, EgressConfig } from "@claude-bottle/policy";
import { Events } from "@claude-bottle/shared/testing";
import { createAuthority } from "@claude-bottle/shared/x509";
import type { Front, Listen } from "../edge/front.ts";
import { createLog } from "../edge/log.ts";
import type { Limits } from "../edge/connection-limit.ts";
import type { Guard } from "../edge/open-tcp.ts";
import { Service } from "../edge/service.ts";
import { usualTimes, type Times } from "../edge/times.ts";
import { Agent } from "./agent.ts";

export const SLOT = "canary-slot-value-7f3a9c41";
export const KNOWN = "canary-known-value-51d0e288";

/** Signs what the test's upstreams show. */
export const testRoot = createAuthority({ commonName: "test root", days: 2, now: new Date() });

export interface WorldOptions {
  front: Front;
  listen?: Listen;
  config?: Partial<EgressConfig>;
  times?: Partial<Times>;
  limits?: Limits;
  guard?: Guard;
}

export interface World extends AsyncDisposable {
  readonly agent: Agent;
  readonly service: Service;
  readonly port: number;
  readonly decisions: Events<Decision>;
  /** All lines that were written. */
  readonly lines: string[];
  /** Points names to addresses, and changes whatever else; everything not named is as it was at the start. */
  point(hosts: Record<string, string>, config?: Partial<EgressConfig>): void;
}

const LOOPBACK = { host: "127.0.0.1", port: 0 };

/** A proxy with three hosts: api.test has a credential, paths.test rules, open.test is only on the allowlist. */
export async function startWorld({
  front,
  listen = LOOPBACK,
  config = {},
  ...rest
}: WorldOptions): Promise<World> {
  const base: EgressConfig = {
    version: 1,
    identity: "test-00000",
    listen,
    control: "/nowhere",
    allowlist: ["open.test", "192.0.2.1"],
    routes: [
      { host: "api.test", auth: { scheme: "Bearer", slot: 0 } },
      { host: "paths.test", path_allowlist: ["/repos/a"], methods: ["GET"] },
    ],
    dlp_action: "block",
    upstream: { via: "direct" },
    private_hosts: {},
    extra_roots: [testRoot.certPem],
    ...config,
  };
  const lines: string[] = [];
  const decisions = new Events<Decision>();
  const write = (line: string): void => {
    lines.push(line);
    const data = JSON.parse(line);
    if (data.event === "request") decisions.add(data);
  };
  const now = (): Date => new Date();
  const service = new Service({
    config: base,
    secrets: { slots: [{ name: "API_TOKEN", value: SLOT }], known: [{ name: "DB_PASSWORD", value: KNOWN }] },
    front,
    ...rest,
    times: { ...usualTimes, handshake: 500, ...rest.times },
    log: createLog({ write, now }),
    now,
  });
  const port = await service.listen();
  const where = "path" in listen ? listen : { host: listen.host, port };
  return {
    agent: new Agent(where, service.authority.certPem),
    service,
    port,
    decisions,
    lines,
    point(hosts, more = {}) {
      service.reload({ config: { ...base, private_hosts: hosts, ...more } });
    },
    async [Symbol.asyncDispose]() {
      await service.close(0);
    },
  };
}
