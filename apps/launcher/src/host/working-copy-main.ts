import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { readWorkingCopy } from "./working-copy.ts";

const order = z.strictObject({
  dir: z.string(),
  limits: z.strictObject({ paths: z.number(), commits: z.number(), bytes: z.number() }),
});

const { dir, limits } = order.parse(workerData);
await readWorkingCopy(dir, limits, (reading) => parentPort?.postMessage(reading));
