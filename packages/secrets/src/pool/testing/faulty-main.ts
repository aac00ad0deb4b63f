import { parentPort } from "node:worker_threads";
import type { Request } from "../protocol.ts";

/** A worker that ends, or never answers, when the file's name says so. */
parentPort?.on("message", (request: Request) => {
  if (request.kind === "setup") parentPort?.postMessage({ kind: "ready", warnings: [] });
  if (request.kind !== "scan") return;
  if (request.place.file === "crash") throw new Error("out of order");
  if (request.place.file === "close") return parentPort?.close();
  if (request.place.file === "spin") for (;;);
  parentPort?.postMessage({ kind: "done", outcome: { kind: "scanned", findings: [], unread: [] } });
});
