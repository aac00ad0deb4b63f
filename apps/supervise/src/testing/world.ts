import { randomInt } from "node:crypto";
import { mkdir, mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { LiveState, Proposal, Response, SuperviseStdin } from "@claude-bottle/shared/contracts";
import { readQueue, writeResponse, type QueueState } from "@claude-bottle/shared/queue";
import { Events } from "@claude-bottle/shared/testing";
import { usualLimits, type Limits } from "../edge/limits.ts";
import { createLog } from "@claude-bottle/shared/service";
import { nodeFiles } from "@claude-bottle/shared/service/node-files";
import { start, type Running } from "../edge/start.ts";
import { ManualTimers } from "./manual-timers.ts";

const IDENTITY = "tester-00000";

export const someLive: LiveState = {
  routes: "routes:\n  - host: api.example.com\n    auth: { scheme: Bearer, token_ref: API_TOKEN }\n",
  allowlist: ["api.anthropic.com", "api.example.com"],
  dockerfile: "FROM claude-bottle-agent\n",
};

export const documentFor = (
  directory: string,
  { live = someLive, gate = null }: Pick<WorldOptions, "live" | "gate"> = {},
): SuperviseStdin => ({
  config: {
    version: 1,
    identity: IDENTITY,
    listen: { host: "127.0.0.1", port: 0 },
    control: join(directory, "control.sock"),
    queue: join(directory, "queue"),
    gate,
  },
  live,
});

/** The operator's side of a queue. */
export class Operator {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  async queue(): Promise<QueueState> {
    return await readQueue(nodeFiles, { directory: this.directory, identity: IDENTITY });
  }

  async decide({ id }: Pick<Proposal, "id">, said: Partial<Response> = {}): Promise<void> {
    const time = new Date(0).toISOString();
    const rejected = said.status === "rejected" ? {} : { changed: "it" };
    const response = {
      version: 1,
      id,
      time,
      status: "approved",
      notes: "",
      ...rejected,
      ...said,
    } as Response;
    await writeResponse(nodeFiles, this.directory, response);
  }
}

type Mode = "legacy" | "auto";

interface Line {
  event: string;
  [fact: string]: unknown;
}

export interface World extends AsyncDisposable {
  running: Running;
  timers: ManualTimers;
  operator: Operator;
  lines: Events<Line>;
  directory: string;
  url: URL;
  /** A client of the official SDK, connected: of the 2025 revisions, or of 2026-07-28. */
  connect: (mode?: Mode) => Promise<Client>;
  /** Ends supervise and starts it again over the same queue. */
  restart: () => Promise<void>;
}

export interface WorldOptions {
  limits?: Partial<Limits>;
  live?: LiveState;
  /** Where a git-gate answers. */
  gate?: string | null;
}

/** A client of the official SDK at this address. */
export async function connectClient(url: URL, mode: Mode = "legacy"): Promise<Client> {
  const client = new Client({ name: "tester", version: "1" }, { versionNegotiation: { mode } });
  await client.connect(new StreamableHTTPClientTransport(url));
  return client;
}

/** Supervise in this process over a directory of its own, with a clock that stands still. */
export async function startWorld({ limits = {}, ...told }: WorldOptions = {}): Promise<World> {
  await using made = new AsyncDisposableStack();
  const { path: directory } = made.use(await mkdtempDisposable(join(tmpdir(), "supervise-")));
  const document = documentFor(directory, told);
  await mkdir(document.config.queue);
  const timers = new ManualTimers();
  const lines = new Events<Line>();
  const now = (): Date => new Date();
  const log = createLog({ write: (line) => lines.add(JSON.parse(line)), now });
  const begin = async (): Promise<Running> =>
    await start({
      document,
      limits: { ...usualLimits, ...limits },
      timers,
      log,
      now,
      random: (below) => randomInt(below),
    });
  const clients: Client[] = [];
  let running = await begin();
  const held = made.move();
  const url = (): URL => new URL(`http://127.0.0.1:${running.port}/mcp`);
  return {
    get running() {
      return running;
    },
    get url() {
      return url();
    },
    timers,
    operator: new Operator(document.config.queue),
    lines,
    directory,
    async connect(mode = "legacy") {
      const client = await connectClient(url(), mode);
      clients.push(client);
      return client;
    },
    async restart() {
      await running[Symbol.asyncDispose]();
      running = await begin();
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.close();
      await running[Symbol.asyncDispose]();
      await held.disposeAsync();
    },
  };
}

/** The text that a tool answered with. */
export function textOf(result: Awaited<ReturnType<Client["callTool"]>>): string {
  return result.content.map((part) => (part.type === "text" ? part.text : "")).join("");
}

/** The first of the facts that an answer states. */
export const factOf = (text: string, name: string): string =>
  new RegExp(`^${name}: (.*)$`, "m").exec(text)?.[1] ?? "";

/** What a promise fails with, in words; empty: it does not. Taken at once, so that no failure goes unheard. */
export const failureOf = async (promise: Promise<unknown>): Promise<string> =>
  await promise.then(() => "", String);
