import { BottleError } from "@claude-bottle/shared";
import { z } from "zod";
import type { ControlAnswer, ControlRequest } from "../backend.ts";
import { frames } from "./demultiplex.ts";
import type { Engine, Labelled } from "./engine-words.ts";

const answerSchema = z.object({ status: z.int(), body: z.unknown() });

/** Has the sidecar's own client ask its control socket, so that no socket of it is reachable from outside. */
export async function askControl(
  engine: Engine,
  sidecar: Labelled,
  request: ControlRequest,
): Promise<ControlAnswer> {
  const { stream, exitCode } = await engine.exec(sidecar.id, {
    command: ["node", "/app/ask.mjs"],
    environment: {},
    tty: false,
  });
  stream.end(JSON.stringify(request));
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  for await (const { stream: from, bytes } of frames(stream)) (from === "stdout" ? out : err).push(bytes);
  const status = await exitCode();
  if (status === 0) return answerSchema.parse(JSON.parse(Buffer.concat(out).toString()));
  const words = Buffer.concat(err).toString().trim();
  throw new BottleError("sidecar-failed", `"${sidecar.name}" does not answer (status ${status}): ${words}`);
}
