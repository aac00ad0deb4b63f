import type { Bridge } from "./bridge.ts";

/** What the first process of a sandbox is told whose program can listen on a port only, as JSON in its one argument. */
export interface RelaySettings extends Bridge {
  command: string[];
}
