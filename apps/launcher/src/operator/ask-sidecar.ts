import { BottleError } from "@claude-bottle/shared";
import { z } from "zod";
import type { Backend, ControlledService, ControlRequest } from "../backend/backend.ts";

const refusalSchema = z.object({ message: z.string(), hint: z.string().optional() });

/** Which sidecar of which bottle is asked. */
export interface Asked {
  backend: Pick<Backend, "control">;
  identity: string;
  service: ControlledService;
}

/** The body of a sidecar's answer. @throws {BottleError} `config-invalid`: it refused, in its own words */
export async function askSidecar(
  { backend, identity, service }: Asked,
  request: ControlRequest,
): Promise<unknown> {
  const { status, body } = await backend.control(identity, service, request);
  if (status === 200) return body;
  const said = refusalSchema.safeParse(body).data;
  const message = said?.message ?? `it answered with status ${status}`;
  const hint = said?.hint === undefined ? {} : { hint: said.hint };
  throw new BottleError("config-invalid", `${service} refused: ${message}`, hint);
}

/** The same of a sidecar that not every bottle has; null: this one has none. */
export async function askIfThere(asked: Asked, request: ControlRequest): Promise<unknown> {
  try {
    return await askSidecar(asked, request);
  } catch (error) {
    if (error instanceof BottleError && error.code === "unknown-identity") return null;
    throw error;
  }
}
