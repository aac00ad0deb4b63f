import { chmod, rm } from "node:fs/promises";
import type { FastifyInstance } from "fastify";

/** Serves the operator's side on a unix socket that its owner alone may use. */
export async function listenControl(app: FastifyInstance, path: string): Promise<void> {
  // A socket that a killed process left behind would be in the way
  await rm(path, { force: true });
  await app.listen({ path });
  await chmod(path, 0o600);
}

/** Serves the agent's side; gives the port, 0 on a unix socket. */
export async function listenFront(
  app: FastifyInstance,
  where: { host: string; port: number } | { path: string },
): Promise<number> {
  if ("path" in where) await rm(where.path, { force: true });
  await app.listen(where);
  const address = app.server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
