import { readyLineSchema } from "@claude-bottle/policy";
import { BottleError } from "@claude-bottle/shared";

/** The certificate of its authority in egress-proxy's line that it serves; null: another line. */
export function readyCertificate(line: string): string | null {
  if (!line.includes('"ready"')) return null;
  const ready = readyLineSchema.safeParse(JSON.parse(line));
  if (!ready.success) return null;
  if (ready.data.ca !== undefined) return ready.data.ca;
  throw new BottleError("sidecar-failed", "egress-proxy started without a certificate for the agent");
}
