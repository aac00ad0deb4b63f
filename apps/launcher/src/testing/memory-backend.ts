import { BottleError } from "@claude-bottle/shared";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import type {
  Backend,
  ControlAnswer,
  ControlledService,
  ControlRequest,
  Leftover,
  LogLine,
  OwnImage,
  RunningBottle,
  RunningPipelock,
  Secrets,
  Streams,
} from "../backend/backend.ts";
import type { Plan } from "../core/plan.ts";

/** What a test wants of the backend; all else goes well. */
export interface MemoryOptions {
  runtime?: string;
  unreachable?: boolean;
  taken?: string[];
  validate?: (plan: Plan) => void;
  /** The session; its status is the command's. */
  session?: (signal: AbortSignal) => Promise<number>;
  launch?: (signal: AbortSignal) => Promise<void>;
  detach?: () => Promise<void>;
  running?: RunningBottle[];
  leftovers?: Leftover[];
  /** What a sidecar answers, always the same or to each request. */
  control?:
    | ControlAnswer
    | ((identity: string, service: ControlledService, request: ControlRequest) => Promise<ControlAnswer>);
  pipelock?: () => RunningPipelock | null;
  /** What the sidecars logged, and log. */
  logs?: LogLine[] | ((identity: string) => AsyncIterable<LogLine>);
  stage?: Backend["stage"];
  /** The agent's conversations, by name below their directory; a rejection where a snapshot fails. */
  transcript?: () => Promise<Record<string, string>>;
  /** What a further command does with its streams; its status is the command's. */
  exec?: (command: readonly string[], streams: Streams) => Promise<number>;
  buildImage?: (image: OwnImage) => Promise<void>;
  stop?: () => Promise<void>;
}

/** A backend whose bottles are lines in `log`: what the commands asked of it, in order. */
export interface MemoryBackend extends Backend {
  log: string[];
  launched: { plan: Plan; secrets: Secrets }[];
}

export function memoryBackend(options: MemoryOptions = {}): MemoryBackend {
  const log: string[] = [];
  const launched: MemoryBackend["launched"] = [];
  const leftovers = [...(options.leftovers ?? [])];
  return {
    name: "docker",
    log,
    launched,
    async facts() {
      if (options.unreachable === true) {
        throw new BottleError("engine-unreachable", "No engine answers: connect ENOENT", {
          hint: "Start it",
        });
      }
      const runtime = options.runtime ?? "runc";
      return { version: "20.10", runtimes: [runtime], runtime };
    },
    checks: async () => [{ name: "engine", ok: true, says: "20.10", mend: null }],
    async validate(plan) {
      log.push("validate");
      options.validate?.(plan);
    },
    async taken(names) {
      log.push(`taken ${names.length}`);
      return (options.taken ?? []).filter((name) => names.some((each) => each.startsWith(name)));
    },
    async launch(plan, secrets, { report, signal }) {
      log.push("launch");
      report({ kind: "begin", step: "Start the agent" });
      await options.launch?.(signal);
      report({ kind: "done", step: "Start the agent" });
      launched.push({ plan, secrets });
      let left = false;
      return {
        identity: plan.identity,
        async attach() {
          log.push("attach");
          return (await options.session?.(signal)) ?? 0;
        },
        async detach() {
          log.push("detach");
          await options.detach?.();
          left = true;
        },
        async [Symbol.asyncDispose]() {
          if (!left) log.push("dispose");
        },
      };
    },
    async list() {
      if (options.unreachable === true)
        throw new BottleError("engine-unreachable", "No engine answers: connect ENOENT");
      return options.running ?? [];
    },
    async buildImage(image, { report }) {
      log.push(`build ${image.identity}`);
      report({ kind: "detail", step: "image", text: "Step 1" });
      await options.buildImage?.(image);
    },
    async exec(identity, command, streams) {
      log.push(`exec ${identity} ${command.join(" ")}`);
      return (await options.exec?.(command, streams)) ?? 3;
    },
    async *snapshot(identity, directory, signal) {
      log.push(`snapshot ${identity} ${directory}`);
      signal.throwIfAborted();
      const files = Object.entries((await options.transcript?.()) ?? {});
      if (files.length === 0) return;
      const tar = pack();
      for (const [name, text] of files) tar.entry({ name }, text);
      tar.finalize();
      yield await buffer(tar);
    },
    async *logs(identity, { service }) {
      const {
        logs = [{ service: "egress-proxy", time: "2026-01-02T03:04:05.000Z", line: '{"event":"ready"}' }],
      } = options;
      if (typeof logs === "function") yield* logs(identity);
      else yield* logs.filter((line) => service === null || line.service === service);
    },
    async control(identity, service, request) {
      const { method, path, body } = request;
      log.push(`control ${identity} ${service} ${method} ${path} ${JSON.stringify(body)}`);
      const { control = { status: 200, body: {} } } = options;
      return typeof control === "function" ? await control(identity, service, request) : control;
    },
    async stage(identity, files) {
      log.push(`stage ${identity} ${files.map(({ name }) => name).join(" ")}`);
      await options.stage?.(identity, files);
    },
    pipelock: async () => options.pipelock?.() ?? null,
    async stop(identity) {
      log.push(`stop ${identity}`);
      await options.stop?.();
    },
    leftovers: async () => [...leftovers],
    async remove(leftover) {
      log.push(`remove ${leftover.kind}`);
      leftovers.splice(leftovers.indexOf(leftover), 1);
    },
  };
}
