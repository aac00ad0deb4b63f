import { sidecars } from "@claude-bottle/shared";
import type { Backend } from "../backend/backend.ts";
import { count, emptyTally, type Tally } from "./tally.ts";

/** A running bottle's logs in numbers; one sidecar after the other, so that nothing has to be held to be put in order. */
export async function tallyOf(
  backend: Pick<Backend, "logs">,
  identity: string,
  signal: AbortSignal,
): Promise<Tally> {
  const tally = emptyTally();
  for (const service of sidecars)
    for await (const line of backend.logs(identity, { service, follow: false, signal })) count(tally, line);
  return tally;
}
