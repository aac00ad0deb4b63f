import { candidates, type NameLists } from "../completion/candidates.ts";
import { type Shell, shells } from "../completion/shells.ts";
import { printable } from "../core/printable.ts";
import { listStates } from "../host/state-files.ts";
import { type Command, defineCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { loadLibrary } from "./load.ts";

const isShell = (word: string): word is Shell => Object.hasOwn(shells, word);

/** `commands`: the whole table, which this one is in itself. */
export const completion = (commands: () => Promise<readonly Command[]>): Command =>
  defineCommand({
    name: "completion",
    summary: "Print the script that completes command lines in a shell; `words` is what the script asks",
    arguments: [{ name: "shell", required: true, values: [...Object.keys(shells), "words"] }],
    flags: {},
    rest: "word…",
    async run({ arguments: [shell = ""], rest }, context) {
      if (isShell(shell)) {
        context.out(shells[shell]);
        return 0;
      }
      const offered = await candidates(rest ?? [""], await commands(), nameLists(context));
      for (const { text, summary } of offered) {
        const line = summary === "" ? text : `${text}\t${summary.split("\n")[0] ?? ""}`;
        context.out(`${printable(line)}\n`);
      }
      return 0;
    },
  });

function nameLists(context: Context): NameLists {
  return {
    agents: async () => {
      const { agents } = await loadLibrary(context, undefined);
      return [...agents.values()].map(({ name, data }) => ({ text: name, summary: data?.description ?? "" }));
    },
    names: async () => {
      const { bottles, agents } = await loadLibrary(context, undefined);
      return [...new Set([...bottles.keys(), ...agents.keys()])].map((text) => ({ text, summary: "" }));
    },
    identities: async () => {
      const states = await listStates(context.home);
      return states.map(({ identity, metadata }) => ({ text: identity, summary: metadata?.cwd ?? "" }));
    },
    backends: () => Promise.resolve(Object.keys(context.backends).map((text) => ({ text, summary: "" }))),
  };
}
