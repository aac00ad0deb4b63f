import type { currentConfig } from "@claude-bottle/shared/contracts";

/** A file below `currentConfig.directory` in the agent. */
export interface CurrentConfigFile {
  name: (typeof currentConfig)["routes" | "allowlist" | "dockerfile"];
  text: string;
}
