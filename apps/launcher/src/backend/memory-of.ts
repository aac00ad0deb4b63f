import { memoryBytes } from "@claude-bottle/manifest";
import { BottleError } from "@claude-bottle/shared";
import type { Plan } from "../core/plan.ts";

/** How much memory (bytes) the agent may have. @throws {BottleError} `manifest-invalid` */
export function memoryOf({ resources }: Pick<Plan, "resources">): number {
  const bytes = memoryBytes(resources.memory);
  if (bytes !== null) return bytes;
  throw new BottleError("manifest-invalid", `"${resources.memory}" is no amount of memory`, {
    hint: "Write it like 512m or 4g",
  });
}
