import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

// As in main.ts: reading the sources anew would take longer than most scans
enableCompileCache(join(homedir(), ".cache", "claude-bottle", "compiled"));
const { serveScans } = await import("@claude-bottle/secrets/pool/worker");
serveScans();
