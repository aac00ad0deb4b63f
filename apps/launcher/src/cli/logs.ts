import { styleText } from "node:util";
import { hostMatches } from "@claude-bottle/manifest";
import type { LogLine } from "../backend/backend.ts";
import { isRefusal, readEvent } from "../log/read-event.ts";
import { readable } from "../log/readable.ts";
import { findRunning } from "./backend.ts";
import { defineCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { formatFlag } from "./flags.ts";
import { sidecars } from "@claude-bottle/shared";

const services: readonly string[] = [...sidecars, "agent"];

export const logs = defineCommand({
  name: "logs",
  summary:
    "Print what the sidecars of a running bottle logged, merged by time; of the service agent, what a detached agent said",
  arguments: [
    { name: "identity", required: true, values: "identities" },
    { name: "service", required: false, values: services },
  ],
  flags: {
    follow: { type: "boolean", short: "f", summary: "Go on with what comes, until Ctrl-C" },
    denied: { type: "boolean", summary: "Only what was refused" },
    host: { type: "string", value: "HOST", summary: "Only requests to this host, or to *.suffix" },
    ...formatFlag,
  },
  async run({ arguments: [identity = "", service], flags }, context) {
    const { backend } = await findRunning(context, identity);
    using interruption = context.interruption();
    const lines = backend.logs(identity, {
      service: service ?? null,
      follow: flags.follow ?? false,
      signal: interruption.signal,
    });
    const print = flags.format === "json" ? JSON.stringify : plain(context);
    const isWanted = (line: LogLine): boolean => {
      const event = readEvent(line);
      if (flags.denied === true && !isRefusal(event)) return false;
      if (flags.host === undefined) return true;
      return event.kind === "request" && hostMatches(flags.host, event.decision.host);
    };
    try {
      for await (const line of lines) if (isWanted(line)) context.out(`${print(line)}\n`);
    } catch (error) {
      if (!interruption.signal.aborted) throw error;
    }
    return 0;
  },
});

const colours = { refused: "red", warned: "yellow", plain: "none" } as const;

function plain({ terminal, environment }: Context): (line: LogLine) => string {
  const isColoured = terminal.colour && environment.get("NO_COLOR") === undefined;
  return (line) => {
    const { text, tone } = readable(line);
    const colour = colours[tone];
    return isColoured && colour !== "none" ? styleText(colour, text, { validateStream: false }) : text;
  };
}
