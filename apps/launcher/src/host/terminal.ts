import { StringDecoder } from "node:string_decoder";
import { BottleError } from "@claude-bottle/shared";
import type { Streams } from "../backend/backend.ts";

const DEFAULT_COLUMNS = 80;
const CTRL_C = "\u0003";
const CTRL_D = "\u0004";
const ERASE = new Set(["\u007f", "\b"]);

/** The person at the keyboard, or the lack of one. */
export interface Terminal {
  /** Questions can be asked and answered. */
  readonly interactive: boolean;
  /** Progress may redraw what it printed. */
  readonly live: boolean;
  /** Results may be coloured. */
  readonly colour: boolean;
  columns(): number;
  /** Asks and gives the answer without its line end. */
  question(text: string, signal: AbortSignal): Promise<string>;
  /** The same without showing what is typed. */
  hidden(text: string, signal: AbortSignal): Promise<string>;
  streams(): Streams;
}

interface Line {
  text: string;
  echo: boolean;
  /** What was typed ahead of a question is kept for the next. */
  ahead: string[];
}

export function processTerminal(stdio: {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}): Terminal {
  const { stdin, stdout, stderr } = stdio;
  const ahead: string[] = [];
  const ask = async (text: string, echo: boolean, signal: AbortSignal): Promise<string> => {
    return await readLine(stdio, { text, echo, ahead }, signal);
  };
  return {
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    live: stderr.isTTY === true,
    colour: stdout.isTTY === true,
    // A terminal that does not know its size says 0.
    columns: () => stderr.columns || DEFAULT_COLUMNS,
    question: (text, signal) => ask(text, true, signal),
    hidden: (text, signal) => ask(text, false, signal),
    streams: () => ({
      stdin,
      stdout,
      stderr,
      terminal:
        stdin.isTTY === true && stdout.isTTY === true
          ? {
              size: () => ({ columns: stdout.columns, rows: stdout.rows }),
              onResize(listener) {
                stdout.on("resize", listener);
                return () => void stdout.off("resize", listener);
              },
              raw: (on) => setRaw(stdin, on),
            }
          : null,
    }),
  };
}

/** A terminal that was closed has no mode to go back to, and that must not keep a teardown from its work. */
function setRaw(stdin: NodeJS.ReadStream, on: boolean): void {
  try {
    stdin.setRawMode(on);
  } catch (error) {
    if (on) throw error;
  }
}

/** Reads in raw mode and draws by itself, so that nothing typed is shown unless the question wants it. */
function readLine(
  { stdin, stderr }: { stdin: NodeJS.ReadStream; stderr: NodeJS.WriteStream },
  { text, echo, ahead }: Line,
  signal: AbortSignal,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const decoder = new StringDecoder("utf8");
  let typed: string[] = [];
  const end = (settle: () => void): void => {
    stdin.off("data", onData).off("end", onEnd);
    signal.removeEventListener("abort", onAbort);
    setRaw(stdin, false);
    stdin.pause();
    stderr.write("\n");
    settle();
  };
  const interrupted = (): void =>
    end(() => reject(new BottleError("interrupted", "Interrupted at the question")));
  const onAbort = (): void => end(() => reject(signal.reason));
  const onEnd = (): void => end(() => resolve(typed.join("")));
  const take = (keys: string[]): void => {
    while (keys.length > 0) {
      const key = keys.shift() ?? "";
      if (key === "\r" || key === "\n") {
        ahead.push(...keys);
        return end(() => resolve(typed.join("")));
      }
      if (key === CTRL_C) return interrupted();
      if (key === CTRL_D && typed.length === 0) return onEnd();
      if (ERASE.has(key)) {
        if (typed.length > 0 && echo) stderr.write("\b \b");
        typed = typed.slice(0, -1);
      } else if (key >= " ") {
        typed.push(key);
        if (echo) stderr.write(key);
      }
    }
  };
  const onData = (chunk: Buffer): void => take(Array.from(decoder.write(chunk)));
  if (signal.aborted) {
    reject(signal.reason);
    return promise;
  }
  signal.addEventListener("abort", onAbort, { once: true });
  // Raw before the question shows: an answer pasted at once must not be echoed by the terminal itself.
  stdin.setRawMode(true);
  stderr.write(text);
  stdin.on("data", onData).on("end", onEnd).resume();
  take(ahead.splice(0));
  return promise;
}
