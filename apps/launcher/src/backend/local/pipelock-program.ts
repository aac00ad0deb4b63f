import { constants } from "node:fs";
import { access, realpath } from "node:fs/promises";
import { pipelockSource, pipelockUnavailable } from "../../pipelock/source.ts";
import type { Environment } from "../../host/environment.ts";

/** Path of the program that the operator names; an image is of no use without an engine. @throws {BottleError} `pipelock-unavailable` */
export async function pipelockProgram(environment: Environment): Promise<string> {
  const source = pipelockSource({
    CLAUDE_BOTTLE_PIPELOCK_IMAGE: undefined,
    CLAUDE_BOTTLE_PIPELOCK_BINARY: environment.get("CLAUDE_BOTTLE_PIPELOCK_BINARY"),
  });
  if (source.kind !== "binary")
    throw pipelockUnavailable("an image", new Error("the backend local runs a binary only"));
  try {
    await access(source.path, constants.X_OK);
    return await realpath(source.path);
  } catch (cause) {
    throw pipelockUnavailable(`the binary "${source.path}"`, cause);
  }
}
