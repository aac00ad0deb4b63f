import type { Readable, Writable } from "node:stream";
import { markUnseen } from "@claude-bottle/shared";
import { parseCommand, type Command } from "../core/command-list.ts";
import { FLUSH, packet } from "../core/pkt-line.ts";
import { reasonForClient, type RefResult } from "../core/push-report.ts";
import { StreamReader } from "./stream-reader.ts";

/** Writes one line to the client's terminal. */
export type Say = (line: string) => void;

export interface PushDecisions {
  /**
   * Decides on a push that lies in the quarantine: null lets it through, lines say why not.
   * `quarantine` is git's word for where its objects are; empty: it brings none.
   */
  judge(quarantine: string, say: Say): Promise<readonly string[] | null>;
  /** Carries out what was let through. Whatever ref the result does not name failed. */
  forward(
    asked: { commands: Command[]; pushOptions: string[]; atomic: boolean },
    say: Say,
  ): Promise<ReadonlyMap<string, RefResult>>;
}

/** Descriptors 3 to 5 of the git that takes the push in, which its hooks inherit. */
export interface HookPipes {
  fromHook: Readable;
  toHook: Writable;
  toTerminal: Writable;
}

/** On one line, as git passes it on. */
const shown = (line: string): string => markUnseen(line, "?").replaceAll(/[\n\t]/g, "?");

const keyOf = ({ old, new: next, ref }: Command): string => `${old} ${next} ${ref}`;

/**
 * Answers git's hooks until git has no more questions: pre-receive once, then proc-receive for the same commands and
 * only if they were let through. Anything out of order ends the session, and with it the push.
 */
export async function serveHooks(
  pipes: HookPipes,
  asked: readonly Command[],
  decisions: PushDecisions,
): Promise<void> {
  const { fromHook, toHook, toTerminal } = pipes;
  for (const pipe of [fromHook, toHook, toTerminal]) pipe.on("error", () => {});
  const reader = new StreamReader(fromHook);
  const known = new Set(asked.map(keyOf));
  const areKnown = (commands: readonly (Command | null)[]): commands is Command[] =>
    commands.every((command) => command !== null && known.has(keyOf(command)));
  try {
    const accepted = await preReceive(reader, toHook, { areKnown, count: asked.length, decisions });
    if (!accepted || (await reader.line()) !== "proc") return;
    await procReceive(reader, { toHook, toTerminal }, { areKnown, decisions });
  } finally {
    // To a hook that waits this is the end, and a refusal
    toHook.end();
    toTerminal.end();
    fromHook.destroy();
  }
}

interface Expected {
  areKnown: (commands: readonly (Command | null)[]) => commands is Command[];
  decisions: PushDecisions;
}

async function preReceive(
  reader: StreamReader,
  toHook: Writable,
  { areKnown, count, decisions }: Expected & { count: number },
): Promise<boolean> {
  const first = await reader.line();
  if (first === null || !first.startsWith("pre ")) return false;
  const commands: (Command | null)[] = [];
  for (let line = await reader.line(); line !== "."; line = await reader.line()) {
    if (line === null || commands.length > count) return false;
    commands.push(parseCommand(line));
  }
  const say: Say = (line) => toHook.write(`say ${shown(line)}\n`);
  // git leaves out commands that it refused by itself, and adds none
  const refusal =
    commands.length > 0 && areKnown(commands)
      ? await decisions.judge(first.slice("pre ".length), say)
      : ["git-gate: git and the gate have read different commands"];
  for (const line of refusal ?? []) say(line);
  toHook.write(refusal === null ? "accept\n" : "refuse\n");
  return refusal === null;
}

/** https://git-scm.com/docs/githooks#proc-receive */
async function procReceive(
  reader: StreamReader,
  { toHook, toTerminal }: Pick<HookPipes, "toHook" | "toTerminal">,
  { areKnown, decisions }: Expected,
): Promise<void> {
  const version = await reader.packetLines();
  const capabilities = version?.[0]?.split("\0")[1]?.trim().split(" ") ?? [];
  if (version === null) return;
  const spoken = capabilities.filter((name) => name === "atomic" || name === "push-options");
  toHook.write(Buffer.concat([packet(`version=1\0${spoken.join(" ")}`), FLUSH]));
  const commands = (await reader.packetLines())?.map(parseCommand);
  const pushOptions = capabilities.includes("push-options") ? await reader.packetLines() : [];
  if (commands === undefined || pushOptions === null || !areKnown(commands)) return;
  const asked = { commands, pushOptions, atomic: capabilities.includes("atomic") };
  const results = await decisions.forward(asked, (line) => toTerminal.write(`${shown(line)}\n`));
  const report = commands.flatMap(({ ref }) => {
    const result = results.get(ref) ?? { ok: false, why: "git-gate: the upstream was not asked" };
    return result.ok
      ? // The mirror's ref follows by git's own hand
        [packet(`ok ${ref}\n`), packet("option fall-through\n")]
      : [packet(`ng ${ref} ${reasonForClient(result.why)}\n`)];
  });
  toHook.write(Buffer.concat([...report, FLUSH]));
}
