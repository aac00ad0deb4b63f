import { NativeTable } from "@claude-bottle/secrets";
import { egressStdinSchema } from "@claude-bottle/policy";
import { readDocument } from "@claude-bottle/shared/service";
import { lineWriter } from "../../apps/egress-proxy/src/edge/line-writer.ts";
import { createLog } from "../../apps/egress-proxy/src/edge/log.ts";
import { start } from "../../apps/egress-proxy/src/edge/start.ts";

/** The proxy from its sources: with `off`, nothing is looked for in what leaves. */
const isOff = process.argv[2] === "off";
const lines = lineWriter((text) => process.stdout.write(text));
const log = createLog({ write: (line) => lines.write(line), now: () => new Date() });
const { config, slots, known } = await readDocument(egressStdinSchema, process.stdin);
if (config === undefined) throw new TypeError("The bench hands a configuration in");
const running = await start({
  config,
  secrets: { slots, known: isOff ? [] : known },
  log,
  reread: () => config,
  ...(isOff ? { tokens: new NativeTable([]) } : {}),
});
process.once("SIGTERM", () => void running[Symbol.asyncDispose]().then(() => process.exit(0)));
