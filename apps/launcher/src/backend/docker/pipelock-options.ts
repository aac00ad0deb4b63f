import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../host/environment.ts";
import type { ObtainOptions } from "../../pipelock/obtain.ts";
import { pipelockSource } from "../../pipelock/source.ts";
import type { Report } from "../backend.ts";
import type { Engine } from "./engine-words.ts";

/** Where pipelock comes from by the operator's environment, and the engine that it is to lie in. */
export function pipelockOptions(
  engine: Engine,
  environment: Environment,
  report: Report = () => undefined,
): Omit<ObtainOptions, "refresh"> {
  const home = environment.get("CLAUDE_BOTTLE_HOME") ?? join(homedir(), ".claude-bottle");
  return {
    source: pipelockSource({
      CLAUDE_BOTTLE_PIPELOCK_IMAGE: environment.get("CLAUDE_BOTTLE_PIPELOCK_IMAGE"),
      CLAUDE_BOTTLE_PIPELOCK_BINARY: environment.get("CLAUDE_BOTTLE_PIPELOCK_BINARY"),
    }),
    engine: {
      imageId: (reference) => engine.imageId(reference),
      repositoryDigest: (reference) => engine.repositoryDigest(reference),
      pull: (reference) =>
        engine.pull(reference, (text) => report({ kind: "detail", step: "image pipelock", text })),
    },
    lockFile: join(home, "images.lock"),
  };
}
