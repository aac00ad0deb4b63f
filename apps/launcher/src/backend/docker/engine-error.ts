import { BottleError } from "@claude-bottle/shared";
import { z } from "zod";

const reasonSchema = z.looseObject({
  message: z.string(),
  code: z.string().optional(),
  statusCode: z.number().optional(),
  json: z.looseObject({ message: z.string() }).optional().catch(undefined),
});

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOENT",
  "EACCES",
  "EPERM",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ECONNRESET",
]);

/** What the client puts before an answer that it did not parse. */
const WRAPPING = /^\(HTTP code \d+\) [^-]*- /;

/** The HTTP status that the engine answered with, if it answered. */
function statusOf(error: unknown): number | undefined {
  return reasonSchema.safeParse(error).data?.statusCode;
}

/** What the engine, or the way to it, said: its own sentence without the client's wrapping. */
export function engineWords(error: unknown): string {
  const reason = reasonSchema.safeParse(error).data;
  return (reason?.json?.message ?? reason?.message?.replace(WRAPPING, "") ?? String(error)).trim();
}

/** `what` could not be done; the engine's own words are part of the message. */
export function engineError(what: string, address: string, error: unknown): BottleError {
  if (error instanceof BottleError) return error;
  const reason = reasonSchema.safeParse(error).data;
  if (reason?.statusCode === undefined && UNREACHABLE.has(reason?.code ?? "")) {
    return new BottleError(
      "engine-unreachable",
      `Could not reach the engine at ${address}: ${engineWords(error)}`,
      {
        hint: "Start the engine, or set DOCKER_HOST to one that runs; without any engine, --backend local needs bubblewrap alone (apt-get install bubblewrap)",
        cause: error,
      },
    );
  }
  const taken = reason?.statusCode === 409 && /already (?:in use|exists)/.test(engineWords(error));
  return new BottleError(
    taken ? "name-taken" : "engine-failed",
    `Could not ${what}: the engine says "${engineWords(error)}"`,
    {
      cause: error,
      ...(taken ? { hint: "Run `claude-bottle cleanup` to remove what an earlier launch left" } : {}),
    },
  );
}

/** For `.catch`: what is not there counts as `instead`, every other failure stays one. */
export function missing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof BottleError && statusOf(error.cause) === 404) return instead;
    throw error;
  };
}
