import type { Readable } from "node:stream";
import { z } from "zod";
import type { Environment } from "../core/git-environment.ts";
import { splitBytes } from "./lines.ts";

/** The descriptor over which git tells what it does. */
const DESCRIPTOR = 6;

/** https://git-scm.com/docs/api-trace2 */
export const traceEnvironment: Environment = {
  GIT_TRACE2_EVENT: String(DESCRIPTOR),
  GIT_TRACE2_ENV_VARS: "GIT_QUARANTINE_PATH",
};

const eventSchema = z.discriminatedUnion("event", [
  z.object({ event: z.literal("cmd_name"), name: z.string() }),
  z.object({ event: z.literal("def_param"), param: z.literal("GIT_QUARANTINE_PATH"), value: z.string() }),
]);

function parseEvent(line: string): z.infer<typeof eventSchema> | null {
  try {
    return eventSchema.safeParse(JSON.parse(Buffer.from(line, "latin1").toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Reads what a `git receive-pack` and its children tell of themselves, to its end, and tells where the quarantine is once the
 * pack in it is whole: when git begins to look whether it leads to nothing that is missing. That is not sure yet then.
 */
export async function watchForWholePack(
  trace: Readable,
  onWhole: (quarantine: string) => void,
): Promise<void> {
  let command = "";
  let isTold = false;
  for await (const lines of splitBytes(trace, "\n"))
    for (const event of isTold ? [] : lines.map(parseEvent)) {
      if (event?.event === "cmd_name") command = event.name;
      if (event?.event !== "def_param" || command !== "rev-list" || isTold) continue;
      isTold = true;
      onWhole(event.value);
    }
}
