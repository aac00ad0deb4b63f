import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import type { Context } from "../cli/context.ts";
import { listenForSignals } from "../cli/interruption.ts";
import { failureText, run } from "../cli/run.ts";
import { environmentOf } from "../host/environment.ts";
import { EventEmitter } from "node:events";
import { type MemoryBackend, type MemoryOptions, memoryBackend } from "./memory-backend.ts";

export interface DeskOptions extends MemoryOptions {
  files?: Record<string, string>;
  env?: Record<string, string>;
  /** Given in turn to each question; absent: there is no terminal. */
  answers?: string[];
  /** stdout takes colours. */
  colour?: boolean;
}

/** A person at a desk: a temporary home and working directory, answers to give, and what came of a command. */
export interface Desk extends AsyncDisposable {
  root: string;
  home: string;
  backend: MemoryBackend;
  context: Context;
  signals: EventEmitter;
  questions: string[];
  run(...argv: string[]): Promise<{ status: number; out: string; err: string }>;
  states(): Promise<string[]>;
}

export async function deskWith(options: DeskOptions = {}): Promise<Desk> {
  const root = await mkdtemp(join(tmpdir(), "claude-bottle-desk-"));
  const home = join(root, ".claude-bottle");
  const cwd = join(root, "work");
  await mkdir(cwd);
  for (const [path, text] of Object.entries(options.files ?? {})) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const backend = memoryBackend(options);
  const answers = [...(options.answers ?? [])];
  const questions: string[] = [];
  const signals = new EventEmitter();
  let out = "";
  let err = "";
  const answer = async (text: string): Promise<string> => {
    questions.push(text);
    return answers.shift() ?? "";
  };
  const context: Context = {
    environment: environmentOf(options.env ?? {}),
    home,
    userHome: root,
    cwd,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    terminal: {
      interactive: options.answers !== undefined,
      live: false,
      colour: options.colour === true,
      columns: () => 80,
      question: answer,
      hidden: answer,
      streams: () => ({
        stdin: new PassThrough(),
        stdout: new PassThrough(),
        stderr: new PassThrough(),
        terminal: null,
      }),
    },
    backends: { docker: () => backend },
    now: () => new Date("2026-01-02T03:04:05Z"),
    random: () => 10,
    interruption: () => listenForSignals(signals, () => void (err += "again\n")),
  };
  return {
    root,
    home,
    backend,
    context,
    signals,
    questions,
    async run(...argv) {
      out = "";
      err = "";
      const status = await run(argv, context).catch((error: unknown) => {
        const failure = failureText(error);
        err += failure.text;
        return failure.status;
      });
      return { status, out: out.replaceAll(root, "<root>"), err: err.replaceAll(root, "<root>") };
    },
    states: async () => await readdir(join(home, "state")).catch(() => []),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
