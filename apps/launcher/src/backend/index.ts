import type { Environment } from "../host/environment.ts";
import type { Backend } from "./backend.ts";
import { connectionOf } from "./docker/connection.ts";
import { dockerBackend, dockerParts } from "./docker/docker-backend.ts";
import { createEngine } from "./docker/engine.ts";

/** Every way to run bottles, by name. */
export const backends: Readonly<Record<string, (environment: Environment) => Backend>> = {
  docker(environment) {
    const engine = createEngine(connectionOf(environment));
    return dockerBackend(dockerParts(engine, environment));
  },
};
