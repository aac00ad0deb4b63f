import { type Decision, decisionSchema } from "@claude-bottle/policy";
import { z } from "zod";
import type { LogLine } from "../backend/backend.ts";

const pushSchema = z.looseObject({
  event: z.literal("push"),
  remote: z.string(),
  refs: z.array(z.string()),
  verdict: z.string(),
  ms: z.number(),
});
const blockedSchema = z.looseObject({ event: z.literal("blocked"), reason: z.string().optional() });
const otherSchema = z.looseObject({ event: z.string() });

/** One line of a sidecar's log, as far as it means something to a person. */
export type LogEvent =
  | { kind: "request"; decision: Decision }
  | { kind: "push"; push: z.infer<typeof pushSchema> }
  /** pipelock refused something by itself. */
  | { kind: "blocked"; facts: Record<string, unknown> }
  | { kind: "other"; event: string; facts: Record<string, unknown> }
  | { kind: "text"; text: string };

export function readEvent({ service, line }: Pick<LogLine, "service" | "line">): LogEvent {
  const data = parsed(line);
  const decision = service === "egress-proxy" ? decisionSchema.safeParse(data).data : undefined;
  if (decision !== undefined) return { kind: "request", decision };
  const push = service === "git-gate" ? pushSchema.safeParse(data).data : undefined;
  if (push !== undefined) return { kind: "push", push };
  const other = service === "agent" ? undefined : otherSchema.safeParse(data).data;
  if (other === undefined) return { kind: "text", text: line };
  const { event, time: _, ...facts } = other;
  const isBlocked = service === "pipelock" && blockedSchema.safeParse(data).success;
  return isBlocked ? { kind: "blocked", facts } : { kind: "other", event, facts };
}

/** Whether something was kept from leaving. */
export function isRefusal(event: LogEvent): boolean {
  if (event.kind === "request") return event.decision.verdict === "deny";
  if (event.kind === "push") return event.push.verdict !== "clean";
  return event.kind === "blocked" || (event.kind === "other" && event.event === "refused");
}

function parsed(line: string): unknown {
  if (!line.startsWith("{")) return null;
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
