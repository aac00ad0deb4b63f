import { z } from "zod";

const MEMORY = /^([1-9]\d{0,5})([kmgt])$/i;
const UNIT = { k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 } as const;

/** Limits of the agent's container where the bottle sets none. */
export const defaultResources = { cpus: 2, memory: "4g", pids: 1024 } as const;

export const resourcesSchema = z.strictObject({
  cpus: z
    .number()
    .min(0.1)
    .max(1024)
    .optional()
    .describe(`Processors, fractions allowed; default ${defaultResources.cpus}`),
  memory: z
    .string()
    .regex(MEMORY, "expected a number and a unit, such as 512m or 4g")
    .optional()
    .describe(`Memory with its unit (k, m, g, t); default ${defaultResources.memory}`),
  pids: z.int().min(16).max(4_194_304).optional().describe(`Processes; default ${defaultResources.pids}`),
});

/** `512m` in bytes; null for a text that the schema refuses. */
export function memoryBytes(text: string): number | null {
  const [, count, unit] = MEMORY.exec(text) ?? [];
  const key = unit?.toLowerCase();
  if (key !== "k" && key !== "m" && key !== "g" && key !== "t") return null;
  return Number(count) * UNIT[key];
}
