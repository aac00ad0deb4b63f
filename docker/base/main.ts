import { parseArgs } from "node:util";
import { BottleError } from "@claude-bottle/shared";
import { connectionOf } from "../../apps/launcher/src/backend/docker/connection.ts";
import { createEngine } from "../../apps/launcher/src/backend/docker/engine.ts";
import { processEnvironment } from "../../apps/launcher/src/host/environment.ts";
import { makeBase } from "./make-base.ts";
import { makeIfNeeded } from "./make-if-needed.ts";

const USAGE = `Usage: npm run base-image -- [--mirror URL] [--security-mirror URL] [--extra-ca FILE] [--if-needed]

Makes the image that all others are built from, without a container registry: Debian by debootstrap,
Node and npm from their npm packages. Needs root, debootstrap and the docker command.

  --mirror URL           where Debian comes from (default: as the host's own apt)
  --security-mirror URL  where its security updates come from (default: as the host's own apt)
  --extra-ca FILE        PEM file of further roots to trust (default: $CLAUDE_BOTTLE_EXTRA_CA,
                         then $NODE_EXTRA_CA_CERTS)
  --if-needed            only where no base image is here and none can be pulled`;

const say = (line: string): void => console.error(line);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      mirror: { type: "string" },
      "security-mirror": { type: "string" },
      "extra-ca": { type: "string" },
      "if-needed": { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) return console.log(USAGE);
  const environment = processEnvironment();
  const make = (): Promise<string> =>
    makeBase(
      {
        mirror: values.mirror,
        securityMirror: values["security-mirror"],
        extraCa:
          values["extra-ca"] ??
          environment.get("CLAUDE_BOTTLE_EXTRA_CA") ??
          environment.get("NODE_EXTRA_CA_CERTS"),
      },
      say,
    );
  if (values["if-needed"] !== true) return console.log(await make());
  await makeIfNeeded(createEngine(connectionOf(environment)), {
    wanted: environment.get("CLAUDE_BOTTLE_BASE_IMAGE") ?? null,
    say,
    make,
  });
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error.message);
  if (error instanceof BottleError && error.hint !== undefined) console.error(error.hint);
  process.exitCode = error instanceof BottleError ? error.exitStatus : 2;
}
