import { setTimeout as wait } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import type { Request } from "../protocol.ts";

/** A worker that ends, or never answers, when the file's name says so. */
parentPort?.on("message", async (request: Request) => {
  if (request.kind === "setup") return parentPort?.postMessage({ kind: "ready", warnings: [] });
  if (request.kind !== "scan") return;
  if (request.place.file === "crash") throw new Error("out of order");
  if (request.place.file === "exit") return process.exit(3);
  if (request.place.file === "spin") for (;;);
  await wait(0);
  parentPort?.postMessage({ kind: "done", outcome: { kind: "scanned", findings: [], unread: [] } });
});
