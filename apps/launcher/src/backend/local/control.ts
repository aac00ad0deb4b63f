import { request } from "node:http";
import { text } from "node:stream/consumers";
import { BottleError } from "@claude-bottle/shared";
import type { ControlAnswer, ControlRequest } from "../backend.ts";

/** Asks a sidecar on its control socket, which lies out of the agent's sight. */
export async function askControl(
  socketPath: string,
  { method, path, body }: ControlRequest,
): Promise<ControlAnswer> {
  const sent = body === undefined ? null : JSON.stringify(body);
  return await new Promise<ControlAnswer>((resolve, reject) => {
    const asking = request(
      {
        socketPath,
        method,
        path,
        headers: { host: "control", ...(sent === null ? {} : { "content-type": "application/json" }) },
      },
      (answer) => {
        text(answer).then(
          (found) => resolve({ status: answer.statusCode ?? 0, body: parsed(found) }),
          reject,
        );
      },
    );
    asking.once("error", (cause) =>
      reject(
        new BottleError("sidecar-failed", `Nothing answers at "${socketPath}": ${cause.message}`, { cause }),
      ),
    );
    asking.end(sent ?? undefined);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
