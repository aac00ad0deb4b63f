import type { Environment } from "../host/environment.ts";
import type { Backend } from "./backend.ts";

/** Every way to run bottles, by name. */
export const backends: Readonly<Record<string, (environment: Environment) => Backend>> = {};
