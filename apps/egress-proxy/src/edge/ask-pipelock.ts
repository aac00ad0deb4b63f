import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import type { EgressConfig } from "@claude-bottle/policy";
import { BottleError } from "@claude-bottle/shared";
import { z } from "zod";

const PATIENCE_MS = 5_000;
const LONGEST = 4096;

/** What to ask pipelock for, in absolute form. */
export const pipelockQuestionSchema = z.strictObject({ url: z.string().regex(/^http:\/\/[\x21-\x7e]+$/) });

/** The beginning of pipelock's own answer to a request of nobody's. @throws {BottleError} `not-available`, `sidecar-failed` */
export async function askPipelock(upstream: EgressConfig["upstream"], url: string): Promise<string> {
  if (upstream.via !== "pipelock")
    throw new BottleError("not-available", "This proxy has no pipelock behind it");
  try {
    const { host, port } = upstream;
    const headers = { host: new URL(url).host };
    const asked = request({ host, port, path: url, headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    asked.end();
    const [answer]: IncomingMessage[] = await once(asked, "response");
    let text = "";
    for await (const chunk of answer?.setEncoding("utf8") ?? []) {
      text += String(chunk);
      if (text.length >= LONGEST) break;
    }
    return text.slice(0, LONGEST);
  } catch (cause) {
    throw new BottleError("sidecar-failed", "pipelock does not answer", { cause });
  }
}
