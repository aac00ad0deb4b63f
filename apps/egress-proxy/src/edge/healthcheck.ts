import { request } from "node:http";

const PATIENCE_MS = 2_000;

/** Whether the proxy behind a control socket says that it is well. */
export async function isHealthy(socketPath: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const asked = request({ socketPath, path: "/healthz", timeout: PATIENCE_MS }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.once("timeout", () => asked.destroy());
    asked.once("error", () => resolve(false));
    asked.end();
  });
}
