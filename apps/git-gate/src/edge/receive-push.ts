import { Duplex, type Readable, type Writable } from "node:stream";
import { CommandListReader, type Command, type CommandList } from "../core/command-list.ts";
import { gitEnvironment, protocolVersion, receiveSettings } from "../core/git-environment.ts";
import { REFUSED } from "../core/refusal-text.ts";
import { refusalReport } from "../core/refusal-report.ts";
import type { Exchange } from "./exchange.ts";
import type { Gate, Served } from "./gate.ts";
import { answerHeaders, startService, type GitService } from "./git-service.ts";
import { serveHooks, type HookPipes } from "./hook-session.ts";
import { drain, pour } from "./pour.ts";
import { PushInProgress } from "./push-in-progress.ts";
import { requestBody } from "./request-body.ts";
import { traceEnvironment, watchForWholePack } from "./whole-pack.ts";

/** Bytes of a refused push that are still read, so that its client gets to the answer. */
const MOST_DRAINED = 64_000_000;
/** Bytes of a push besides its pack: commands and push options, which git itself does not limit. */
const BESIDES_PACK = 16_000_000;

const headers = answerHeaders("git-receive-pack", "result");

type Body = AsyncIterator<Buffer>;
type Opened = { kind: "list"; list: CommandList } | { kind: "refused"; why: string };

/** Reads the commands off a push. */
async function readCommands(body: Body, mostRefs: number): Promise<Opened> {
  const reader = new CommandListReader(mostRefs);
  try {
    for (let next = await body.next(); next.done !== true; next = await body.next()) {
      const read = reader.add(next.value);
      if (read !== null) return read;
    }
    return { kind: "refused", why: "the request ends too early" };
  } catch {
    return { kind: "refused", why: "the request cannot be unpacked" };
  }
}

/** Why a well-formed push cannot be taken in now; null: it can. */
async function obstacle(gate: Gate, place: Disposable | null): Promise<string | null> {
  if (place === null) return "the gate is busy: try again";
  const isRoom = await gate.hasRoom();
  return isRoom ? null : "the gate has too little space left for a push: ask the operator to make room";
}

/** Takes a push in, has it judged in git's quarantine, and sends on what was let through. */
export async function receivePush(gate: Gate, served: Served, exchange: Exchange): Promise<void> {
  exchange.limitSilence();
  const body = requestBody(exchange.request);
  const opened: Opened =
    body === null
      ? { kind: "refused", why: "this encoding of a request is not known" }
      : await readCommands(body, gate.options.limits.refs);
  using place = gate.enter();
  const why = opened.kind === "refused" ? opened.why : await obstacle(gate, place);
  const list = opened.kind === "list" ? opened.list : null;
  if (why !== null || list === null || body === null) {
    new PushInProgress(gate, served, list?.commands ?? []).end("not-taken");
    if (body !== null) await drain(body, MOST_DRAINED).catch(() => {});
    const asked = list ?? { commands: [], capabilities: [] };
    exchange.send(headers, refusalReport(asked, [REFUSED, `  ${why ?? ""}`]));
    return;
  }
  // git's client asks like this whether it may send before it sends much
  if (list.commands.length === 0) exchange.send(headers, Buffer.alloc(0));
  else await carryOut(gate, served, { exchange, commands: list.commands, body: whole(list, body) });
}

async function* whole({ head, rest }: CommandList, body: Body): AsyncGenerator<Buffer> {
  yield head;
  if (rest.length > 0) yield rest;
  for (let next = await body.next(); next.done !== true; next = await body.next()) yield next.value;
}

interface Incoming {
  exchange: Exchange;
  commands: readonly Command[];
  body: AsyncGenerator<Buffer>;
}

async function carryOut(gate: Gate, served: Served, { exchange, commands, body }: Incoming): Promise<void> {
  const { limits, hooks } = gate.options;
  const protocol = protocolVersion(exchange.request.headers["git-protocol"]?.toString());
  using push = new PushInProgress(gate, served, commands);
  const service = startService({
    name: "git-receive-pack",
    directory: served.mirror.directory,
    env: { ...gitEnvironment(receiveSettings(hooks, limits), limits), ...protocol, ...traceEnvironment },
    advertise: false,
    timeout: limits.request,
    pipes: 4,
  });
  const { stdin, stdout: stream, isWhole } = service;
  exchange.onGone(() => {
    push.abandon();
    // What goes on to the upstream is brought to its end, and the mirror with it
    if (!push.isForwarding) service.kill();
  });
  const { trace, ...hookPipes } = pipesOf(service);
  const traced = watchForWholePack(trace, (quarantine) => push.foresee(quarantine)).catch(() => {});
  const answered = serveHooks(hookPipes, commands, push).catch((error: unknown) => {
    push.fail(error);
    service.kill();
  });
  const poured = pour(body, stdin, limits.pack + BESIDES_PACK).catch(() => service.kill());
  const sent = exchange.stream(headers, { stream, isWhole });
  await Promise.all([answered, poured, sent, traced, service.ended]);
  if (push.isForwarding && !(await isWhole)) await served.mirror.unlock();
  push.end("aborted");
  void served.mirror.maintain(push.objects).catch((error: unknown) => push.fail(error));
}

function pipesOf({ child }: GitService): HookPipes & { trace: Readable } {
  // Node types the first five alone
  const pipes: readonly (Readable | Writable | null | undefined)[] = child.stdio;
  const [fromHook, toHook, toTerminal, trace] = pipes.slice(3);
  const isBothWays = (pipe: unknown): pipe is Duplex => pipe instanceof Duplex;
  if (isBothWays(fromHook) && isBothWays(toHook) && isBothWays(toTerminal) && isBothWays(trace))
    return { fromHook, toHook, toTerminal, trace };
  throw new TypeError("git's descriptors are not there");
}
