import { columns } from "../core/columns.ts";
import type { Tally } from "../log/tally.ts";
import { tallyOf } from "../log/tally-of.ts";
import { findRunning } from "./backend.ts";
import { defineCommand } from "./command.ts";
import { formatFlag } from "./flags.ts";

export const stats = defineCommand({
  name: "stats",
  summary: "Count what a running bottle did: requests, bytes, refusals by rule, pushes, proposals",
  arguments: [{ name: "identity", required: true, values: "identities" }],
  flags: formatFlag,
  async run({ arguments: [identity = ""], flags }, context) {
    const { backend } = await findRunning(context, identity);
    using interruption = context.interruption();
    const tally = await tallyOf(backend, identity, interruption.signal);
    context.out(flags.format === "json" ? `${JSON.stringify(machine(tally), null, 2)}\n` : table(tally));
    return 0;
  },
});

/** The keys that programs read. */
function machine({ bytesIn, bytesOut, refused, ...rest }: Tally): object {
  return {
    ...rest,
    bytes_in: bytesIn,
    bytes_out: bytesOut,
    refused: Object.fromEntries(refused.map((each) => [each.rule, each.count])),
  };
}

function table(tally: Tally): string {
  const counted = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .map(([key, count]) => `${count} ${key}`)
      .join(", ") || "none";
  const refused = Object.fromEntries(tally.refused.map((each) => [each.rule, each.count]));
  const rows = [
    ["Requests", `${tally.requests}, ${tally.warned} with a warning`],
    ["Bytes", `${tally.bytesIn} sent, ${tally.bytesOut} received`],
    ["Refused", counted(tally.blocked === 0 ? refused : { ...refused, "by pipelock itself": tally.blocked })],
    ["Pushes", counted(tally.pushes)],
    ["Proposals", `${counted(tally.proposed)}; decided: ${counted(tally.decided)}`],
  ];
  return `${columns(rows).join("\n")}\n`;
}
