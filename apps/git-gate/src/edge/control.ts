import { BottleError } from "@claude-bottle/shared";
import { controlServer } from "@claude-bottle/shared/service";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { isFingerprint } from "../core/waivers.ts";
import type { Gate } from "./gate.ts";

const BODY_LIMIT = 64 * 1024;

const waiverSchema = z.strictObject({
  fingerprint: z.string().refine(isFingerprint, "expected a fingerprint as a refusal prints it"),
  reason: z.string().max(1000),
});

/** What the operator's side asks on the control socket. */
export function createControl(gate: Gate): FastifyInstance {
  const app = controlServer(BODY_LIMIT);
  app.get("/status", () => ({
    mirrors: gate.served.map(({ remote, mirror }) => ({
      name: remote.name,
      /** Milliseconds since it was last what the upstream was; null: it never was. */
      age: mirror.age,
      failure: mirror.failure,
    })),
    pushes: gate.pushes,
    waivers: [...gate.waived],
  }));
  app.post("/waive", (request) => {
    const parsed = waiverSchema.safeParse(request.body);
    if (!parsed.success)
      throw new BottleError(
        "usage",
        `The waiver does not have the expected form: ${z.prettifyError(parsed.error)}`,
        {
          hint: "Give a fingerprint and a reason",
        },
      );
    gate.waive(parsed.data);
    return { waivers: [...gate.waived] };
  });
  return app;
}
