import { parentPort } from "node:worker_threads";
import type { Request, ScanWork } from "../protocol.ts";

/** A worker that ends, or never answers, when the file's name says so. */
parentPort?.on("message", (request: Request<ScanWork>) => {
  if (request.kind === "setup") parentPort?.postMessage({ kind: "ready", warnings: [] });
  if (request.kind !== "work" || request.work.kind !== "scan") return;
  const { file } = request.work.place;
  if (file === "crash") throw new Error("out of order");
  if (file === "close") return parentPort?.close();
  if (file === "spin") for (;;);
  const outcome = { kind: "scanned", findings: [], unread: [] };
  parentPort?.postMessage({ kind: "result", result: { kind: "done", outcome } });
});
