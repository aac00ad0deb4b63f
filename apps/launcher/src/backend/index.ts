import type { Environment } from "../host/environment.ts";
import type { Backend } from "./backend.ts";
import { connectionOf } from "./docker/connection.ts";
import { dockerBackend, dockerParts } from "./docker/docker-backend.ts";
import { createEngine } from "./docker/engine.ts";
import { localBackend, localParts } from "./local/local-backend.ts";

/** Every way to run bottles, by name; the first that answers is taken. */
export const backends: Readonly<Record<string, (environment: Environment) => Backend>> = {
  docker(environment) {
    const engine = createEngine(connectionOf(environment));
    return dockerBackend(dockerParts(engine, environment));
  },
  local: (environment) => localBackend(localParts(environment)),
};
