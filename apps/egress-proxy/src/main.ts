import { readFileSync } from "node:fs";
import { BottleError } from "@claude-bottle/shared";
import { type EgressConfig, egressConfigSchema, egressStdinSchema } from "@claude-bottle/policy";
import { failureFacts, parseDocument, readDocument } from "@claude-bottle/shared/service";
import { lineWriter } from "./edge/line-writer.ts";
import { createLog } from "./edge/log.ts";
import { start } from "./edge/start.ts";

const lines = lineWriter((text) => process.stdout.write(text));
// Writing to a pipe or a file is synchronous, so nothing is lost on the way out
process.on("exit", () => lines.flush());
const log = createLog({ write: (line) => lines.write(line), now: () => new Date() });

function die(error: unknown): never {
  log.event("failed", failureFacts(error));
  process.exit(1);
}

function refuseLenientParser(): void {
  // oxlint-disable-next-line node/no-process-env -- a flag of Node's own, which only its environment may hold
  const flags = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""];
  if (!flags.some((flag) => flag.includes("--insecure-http-parser"))) return;
  throw new BottleError("usage", "The proxy does not run with --insecure-http-parser", {
    hint: "Remove it from NODE_OPTIONS and from the command",
  });
}

async function serve(file: string | undefined): Promise<void> {
  refuseLenientParser();
  const reread = (): EgressConfig => {
    if (file !== undefined) return parseDocument(egressConfigSchema, readFileSync(file, "utf8"), `"${file}"`);
    throw new BottleError("config-invalid", "There is no configuration file to read again", {
      hint: "Put the configuration on the control socket instead",
    });
  };
  const { config, slots, known } = await readDocument(egressStdinSchema, process.stdin);
  const running = await start({ config: config ?? reread(), secrets: { slots, known }, log, reread });
  process.on("SIGHUP", () => {
    try {
      running.service.reload({ config: reread() });
    } catch (error) {
      log.event("reload-failed", failureFacts(error));
    }
  });
  for (const signal of ["SIGTERM", "SIGINT"]) {
    process.once(signal, () => void running[Symbol.asyncDispose]().then(() => process.exit(0), die));
  }
}

process.on("uncaughtException", die);
// Not awaited: what is loaded on the way imports from this very bundle, and would wait for its end
void serve(process.argv[2]).catch(die);
