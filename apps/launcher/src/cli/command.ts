import { parseArgs } from "node:util";
import { nearest } from "@claude-bottle/manifest";
import { BottleError } from "@claude-bottle/shared";
import type { Context } from "./context.ts";
import { usage } from "./usage.ts";

/** What may stand in a place: these words, or names that this machine knows. */
export type Offered = readonly string[] | "agents" | "names" | "identities" | "backends";

/** One flag of a command; `value` names what it takes and is absent on a switch. */
interface Flag {
  type: "boolean" | "string";
  short?: string;
  value?: string;
  choices?: readonly string[];
  /** What completion offers as its value. */
  values?: Exclude<Offered, readonly string[]>;
  summary: string;
}

export type Flags = Readonly<Record<string, Flag>>;

export interface Argument {
  name: string;
  required: boolean;
  /** Takes all that is left. */
  many?: boolean;
  /** What it can be: of a list of words, one of them; otherwise what completion offers. */
  values?: Offered;
}

type Values<F extends Flags> = {
  [Name in keyof F]?: F[Name]["type"] extends "boolean" ? boolean : string;
};

interface Invocation<F extends Flags> {
  arguments: string[];
  flags: Values<F>;
  /** What stands after `--`; null without it. */
  rest: string[] | null;
}

interface Definition<F extends Flags> {
  name: string;
  summary: string;
  arguments: readonly Argument[];
  flags: F;
  /** What may stand after `--`; absent: nothing. */
  rest?: string;
  /** Gives the exit status. */
  run: (invocation: Invocation<F>, context: Context) => Promise<number>;
}

/** A command as a value: what it is called, what it takes, and how it is carried out. */
export interface Command {
  name: string;
  summary: string;
  arguments: readonly Argument[];
  flags: Flags;
  rest?: string;
  /** Of which one is named first: `proposals list`. */
  commands?: readonly Command[];
  execute(argv: readonly string[], context: Context): Promise<number>;
}

export function defineCommand<const F extends Flags>(definition: Definition<F>): Command {
  const { run, ...described } = definition;
  const command: Command = {
    ...described,
    async execute(argv, context) {
      const terminator = argv.indexOf("--");
      const own = terminator === -1 ? argv : argv.slice(0, terminator);
      if (own.includes("--help") || own.includes("-h")) {
        context.out(usage(command));
        return 0;
      }
      const rest = terminator === -1 ? null : argv.slice(terminator + 1);
      return await run({ ...parse(definition, own), rest: checkRest(command, rest) }, context);
    },
  };
  return command;
}

function parse<F extends Flags>(
  command: Definition<F>,
  argv: readonly string[],
): Omit<Invocation<F>, "rest"> {
  const { values, positionals } = parsed(command, argv);
  const flags: Values<F> = {};
  for (const name of Object.keys(command.flags) as (keyof F & string)[]) {
    const flag = command.flags[name];
    const value: unknown = values[name];
    if (flag?.choices !== undefined && typeof value === "string" && !flag.choices.includes(value)) {
      throw refusal(command, `--${name} takes ${flag.choices.join(" or ")}, not "${value}"`);
    }
    if (value !== undefined) flags[name] = value as Values<F>[typeof name];
  }
  const missing = command.arguments[positionals.length];
  if (missing?.required === true) throw refusal(command, `${command.name} needs <${missing.name}>`);
  for (const [index, { name, values }] of command.arguments.entries()) {
    const word = positionals[index];
    if (word !== undefined && typeof values === "object" && !values.includes(word))
      throw refusal(command, `<${name}> is ${values.join(" or ")}, not "${word}"`);
  }
  const unexpected = positionals[command.arguments.length];
  if (unexpected !== undefined && command.arguments.at(-1)?.many !== true) {
    throw refusal(command, `${command.name} does not take a further argument "${unexpected}"`);
  }
  return { arguments: positionals, flags };
}

function parsed(command: Pick<Command, "name" | "flags">, argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: command.flags, allowPositionals: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const unknown = /^Unknown option '(.+?)'/.exec(message)?.[1];
    if (unknown === undefined) throw refusal(command, firstSentence(message), { cause });
    const near = nearest(unknown.replace(/^-+/, ""), Object.keys(command.flags));
    throw refusal(command, `${command.name} has no flag ${unknown}`, {
      cause,
      ...(near === null ? {} : { hint: `Did you mean --${near}?` }),
    });
  }
}

function firstSentence(message: string): string {
  return (message.split(/\.\s|\n/)[0] ?? message).replace(/\.$/, "");
}

function checkRest(command: Command, rest: string[] | null): string[] | null {
  if (rest !== null && command.rest === undefined)
    throw refusal(command, `${command.name} takes nothing after --`);
  return rest;
}

function refusal(
  command: { name: string },
  message: string,
  options: { hint?: string; cause?: unknown } = {},
): BottleError {
  return new BottleError("usage", message, { hint: `Run claude-bottle ${command.name} --help`, ...options });
}
