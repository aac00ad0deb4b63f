import { serveScans } from "@claude-bottle/secrets/pool/worker";

serveScans();
