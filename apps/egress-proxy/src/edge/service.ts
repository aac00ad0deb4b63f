import type { NativeTable } from "@claude-bottle/secrets";
import {
  compile,
  heldSlots,
  type EgressConfig,
  type EgressReload,
  type LiveSecrets,
} from "@claude-bottle/policy";
import { BottleError } from "@claude-bottle/shared";
import { createAuthority, createMinter, type Authority } from "@claude-bottle/shared/x509";
import { ConnectionLimit, usualLimits, type Limits } from "./connection-limit.ts";
import type { Front } from "./front.ts";
import type { LastLeg } from "./last-leg.ts";
import type { Log } from "./log.ts";
import { usualGuard, type Guard } from "./open-tcp.ts";
import { proxyHandlers, type Rules } from "./proxy.ts";
import { TrustStore } from "./trust-store.ts";
import { usualTimes, type Times } from "./times.ts";
import { Tunnels } from "./tunnels.ts";
import { Upstreams } from "./upstreams.ts";

const AUTHORITY_DAYS = 3650;
/** What a start alone can set. */
const FIXED = new Set(["identity", "listen", "control"]);

export interface ServiceOptions {
  config: EgressConfig;
  secrets: LiveSecrets;
  front: Front;
  log: Log;
  now: () => Date;
  times?: Times;
  limits?: Limits;
  guard?: Guard;
  /** What must not leave to hosts that it does not belong to; without it the usual table. */
  tokens?: NativeTable;
}

/** What a reload changed, by the name of the key. */
export interface Change {
  changed: string[];
}

/** A running proxy: its front, its authority, and the rules in force. */
export class Service {
  readonly authority: Authority;
  readonly #options: ServiceOptions;
  readonly #times: Times;
  readonly #leg: LastLeg;
  #secrets: LiveSecrets;
  #rules: Rules;

  /** @throws {BottleError} `config-invalid` */
  constructor(options: ServiceOptions) {
    const { times = usualTimes, limits = usualLimits, guard = usualGuard } = options;
    this.#options = options;
    this.#times = times;
    this.#leg = { times, limits, guard, trust: new TrustStore(), connections: new ConnectionLimit(limits) };
    this.#secrets = options.secrets;
    this.#rules = this.#compile(options.config, options.secrets);
    this.authority = createAuthority({
      commonName: `claude-bottle ${options.config.identity}`,
      days: AUTHORITY_DAYS,
      now: options.now(),
    });
  }

  get rules(): Rules {
    return this.#rules;
  }

  /** Accepts the agent's connections; the port where it does. */
  async listen(): Promise<number> {
    const { front, log, now, config } = this.#options;
    const tunnels = new Tunnels({
      minter: createMinter(this.authority),
      now,
      patience: this.#times.handshake,
      adopt: (socket) => front.adopt(socket),
    });
    return await front.listen(
      config.listen,
      proxyHandlers({ rules: () => this.#rules, tunnels, log, times: this.#times }),
    );
  }

  /**
   * Puts a whole configuration in force, with the slots that it names, or throws and changes nothing.
   * @throws {BottleError} `config-invalid`
   */
  reload({ config, slots }: EgressReload): Change {
    const before: Record<string, unknown> = this.#rules.live.config;
    const isChanged = ([key, value]: [string, unknown]): boolean =>
      JSON.stringify(value) !== JSON.stringify(before[key]);
    const changed = Object.entries(config)
      .filter(isChanged)
      .map(([key]) => key);
    const fixed = changed.filter((key) => FIXED.has(key));
    if (fixed.length > 0) {
      throw new BottleError("config-invalid", `A running proxy cannot change ${fixed.join(", ")}`, {
        hint: "Start it anew with that configuration",
      });
    }
    const secrets = slots === undefined ? this.#secrets : heldSlots(this.#secrets, slots);
    const rules = this.#compile(config, secrets);
    const old = this.#rules;
    this.#rules = rules;
    this.#secrets = secrets;
    if (slots?.some(({ value }) => value !== undefined) === true) changed.push("slots");
    old.upstreams.retire();
    this.#options.log.event("reloaded", { changed });
    return { changed };
  }

  /** Lets what runs come to its end for a while, then ends it. */
  async close(graceMs = this.#times.grace): Promise<void> {
    await this.#options.front.close(graceMs);
    this.#rules.upstreams.retire();
  }

  #compile(config: EgressConfig, secrets: LiveSecrets): Rules {
    const live = compile(config, secrets, this.#options.tokens);
    return { live, upstreams: new Upstreams(live, this.#leg) };
  }
}
