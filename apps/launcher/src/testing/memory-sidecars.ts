import { type EgressInForce, egressReloadSchema } from "@claude-bottle/policy";
import { BottleError } from "@claude-bottle/shared";
import type { LiveState } from "@claude-bottle/shared/contracts";
import type {
  ControlAnswer,
  ControlledService,
  ControlRequest,
  RunningPipelock,
} from "../backend/backend.ts";
import type { PipelockOutput } from "../pipelock/control.ts";
import { allowlistOf, configHash } from "../pipelock/reloadable.ts";
import { Mailbox } from "../operator/mailbox.ts";
import { hostMatches } from "@claude-bottle/manifest";

/** The sidecars of one bottle as values in memory; those that are null are not there. */
export class MemorySidecars {
  egress: EgressInForce | null;
  /** What was handed to it for each slot. */
  readonly values = new Map<string, string>();
  waivers: string[] | null = null;
  told: LiveState | null = null;
  /** pipelock's file. */
  yaml: string | null = null;
  /** What refuses the next change, in its own words. */
  readonly refusing = new Map<ControlledService | "pipelock", string>();
  /** Called before each request; what it throws is what the engine says. */
  before: (service: string, request: ControlRequest) => void = () => undefined;
  readonly #said = new Set<Mailbox<PipelockOutput>>();

  constructor(egress: EgressInForce | null) {
    this.egress = egress;
  }

  control = async (
    identity: string,
    service: ControlledService,
    request: ControlRequest,
  ): Promise<ControlAnswer> => {
    this.before(service, request);
    const { method, path, body } = request;
    const words = method === "GET" ? undefined : this.refusing.get(service);
    if (words !== undefined) return { status: 400, body: { error: "config-invalid", message: words } };
    const answer = this.#answer(service, `${method} ${path}`, body);
    if (answer !== null) return { status: 200, body: structuredClone(answer) };
    throw new BottleError("unknown-identity", `The bottle "${identity}" has no ${service}`);
  };

  pipelock = (): RunningPipelock | null => {
    if (this.yaml === null) return null;
    return {
      running: this.yaml,
      control: {
        put: async (name, content) => {
          if (name === "pipelock.yaml") this.#load(content);
        },
        check: async () => {
          const words = this.refusing.get("pipelock");
          return { ok: words === undefined, says: words ?? "" };
        },
        hup: async () => undefined,
        lines: (signal) => {
          const mailbox = new Mailbox<PipelockOutput>();
          this.#said.add(mailbox);
          return mailbox.read(signal);
        },
        ask: async (name) =>
          allowlistOf(this.yaml ?? "").some((pattern) => hostMatches(pattern, name))
            ? "blocked: core DLP match: AWS Access ID (critical)"
            : `blocked: domain not in allowlist: ${name}`,
      },
    };
  };

  #load(yaml: string): void {
    this.yaml = yaml;
    const text = JSON.stringify({ event: "config_reload", config_hash: configHash(yaml) });
    for (const mailbox of this.#said) mailbox.put({ stream: "stdout", text });
  }

  #answer(service: ControlledService, question: string, body: unknown): object | null {
    if (service === "egress-proxy" && this.egress !== null) return this.#egress(question, body);
    if (service === "git-gate" && this.waivers !== null) {
      if (question === "POST /waive")
        this.waivers = [...new Set([...this.waivers, (body as { fingerprint: string }).fingerprint])];
      return { waivers: this.waivers };
    }
    if (service === "supervise" && this.told !== null) {
      if (question === "PUT /live") this.told = body as LiveState;
      return this.told;
    }
    return null;
  }

  #egress(question: string, body: unknown): object | null {
    if (question !== "PUT /config") return this.egress;
    const { config, slots = [] } = egressReloadSchema.parse(body);
    for (const { name, value } of slots) if (value !== undefined) this.values.set(name, value);
    this.egress = { config, slots: slots.map(({ name }) => name) };
    return { changed: [] };
  }
}
