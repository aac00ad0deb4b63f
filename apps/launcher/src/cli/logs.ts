import { printable } from "../core/printable.ts";
import { findRunning } from "./backend.ts";
import { defineCommand } from "./command.ts";
import { formatFlag } from "./flags.ts";
import { BottleError, sidecars } from "@claude-bottle/shared";

const services: readonly string[] = [...sidecars, "agent"];

export const logs = defineCommand({
  name: "logs",
  summary:
    "Print what the sidecars of a running bottle logged, merged by time; of the service agent, what a detached agent said",
  arguments: [
    { name: "identity", required: true },
    { name: "service", required: false },
  ],
  flags: {
    follow: { type: "boolean", short: "f", summary: "Go on with what comes, until Ctrl-C" },
    ...formatFlag,
  },
  async run({ arguments: [identity = "", service], flags }, context) {
    if (service !== undefined && !services.includes(service)) {
      throw new BottleError("usage", `No service is called "${service}"`, {
        hint: `Use one of: ${services.join(", ")}`,
      });
    }
    const { backend } = await findRunning(context, identity);
    using interruption = context.interruption();
    const lines = backend.logs(identity, {
      service: service ?? null,
      follow: flags.follow ?? false,
      signal: interruption.signal,
    });
    const print = flags.format === "json" ? JSON.stringify : plain;
    try {
      for await (const line of lines) context.out(`${print(line)}\n`);
    } catch (error) {
      if (!interruption.signal.aborted) throw error;
    }
    return 0;
  },
});

function plain({ time, service, line }: { time: string; service: string; line: string }): string {
  return `${time}  ${service.padEnd("egress-proxy".length)}  ${printable(line)}`;
}
