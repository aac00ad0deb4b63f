import { serveObjects } from "./edge/serve-objects.ts";

serveObjects();
