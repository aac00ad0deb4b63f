import { mkdir } from "node:fs/promises";
import { BottleError } from "@claude-bottle/shared";
import type { SuperviseStdin } from "@claude-bottle/shared/contracts";
import { PROCESSED } from "@claude-bottle/shared/queue";
import { createControl } from "./control.ts";
import { createFront } from "./front.ts";
import { gateQuestion } from "./gate-question.ts";
import type { Limits } from "./limits.ts";
import { listenControl, listenFront, type Log } from "@claude-bottle/shared/service";
import { createMcp } from "./mcp.ts";
import { nodeFiles } from "@claude-bottle/shared/service/node-files";
import { Proposals } from "./proposals.ts";
import { Service } from "./service.ts";
import type { Timers } from "./timers.ts";
import { watchDirectory } from "@claude-bottle/shared/service/watch-directory";

export interface StartOptions {
  document: SuperviseStdin;
  limits: Limits;
  timers: Timers;
  log: Log;
  now: () => Date;
  /** An integer in `[0, below)`. */
  random: (below: number) => number;
}

export interface Running extends AsyncDisposable {
  readonly proposals: Proposals;
  readonly service: Service;
  /** 0: it listens on a socket in the file system. */
  readonly port: number;
}

async function openQueue({
  document: { config },
  limits,
  log,
  now,
  random,
}: StartOptions): Promise<Proposals> {
  const { queue: directory, identity } = config;
  try {
    await mkdir(`${directory}/${PROCESSED}`, { mode: 0o700 }).catch((error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    });
    return await Proposals.open({
      files: nodeFiles,
      directory,
      identity,
      most: limits.pending,
      log,
      now,
      random,
    });
  } catch (cause) {
    throw new BottleError("config-invalid", `The queue "${directory}" cannot be used`, {
      hint: "Name a directory that is there and that supervise may write",
      cause,
    });
  }
}

/** Serves the agent and the control socket, and says so in the log. @throws {BottleError} `config-invalid` */
export async function start(options: StartOptions): Promise<Running> {
  const { document, limits, timers, log } = options;
  const { config, live } = document;
  await using opened = new AsyncDisposableStack();
  const proposals = await openQueue(options);
  const gate = config.gate === null ? null : gateQuestion(config.gate, { timers, limits });
  const service = new Service({ live, gate, proposals, timers, limits, log });
  const look = (): void =>
    void proposals.look().catch((error: unknown) => {
      const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
      log.event("look-failed", { code });
    });
  opened.use(watchDirectory(config.queue, look));
  opened.use(
    timers.every(limits.poll, () => {
      if (proposals.pending.length > 0) look();
    }),
  );
  const control = createControl(service, proposals);
  const front = createFront(createMcp(service), limits);
  opened.defer(async () => {
    service.stop();
    using _ = timers.after(limits.grace, () => front.server.closeAllConnections());
    await Promise.all([front.close(), control.close()]);
  });
  await listenControl(control, config.control);
  const port = await listenFront(front, config.listen);
  log.event("ready", { port, pending: proposals.pending.length });
  const held = opened.move();
  return {
    proposals,
    service,
    port,
    [Symbol.asyncDispose]: async () => {
      await held.disposeAsync();
    },
  };
}
