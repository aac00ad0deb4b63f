import { docker } from "../../tests/world/docker-cli.ts";
import { memoryMegabytes } from "../launch/memory-text.ts";

export interface Memory {
  /** Of the largest process, in megabytes, with the pages of the program that all sidecars share. */
  resident: number;
  /** As the engine counts the container, in megabytes. */
  container: number;
}

/** What a container takes. */
export async function memoryOf(container: string): Promise<Memory> {
  const [, ...rows] = (await docker("top", container, "-eo", "pid,rss")).split("\n");
  const resident = Math.max(...rows.map((row) => (Number(row.trim().split(/\s+/)[1]) * 1024) / 1_000_000));
  const usage = await docker("stats", "--no-stream", "--format", "{{.MemUsage}}", container);
  return { resident, container: memoryMegabytes(usage) };
}
