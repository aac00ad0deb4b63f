import { currentConfig, type LiveState } from "@claude-bottle/shared/contracts";

/** A file below `currentConfig.directory` in the agent. */
export interface CurrentConfigFile {
  name: (typeof currentConfig)["routes" | "allowlist" | "dockerfile"];
  text: string;
}

/** What is in force, as the agent finds it. */
export function currentConfigFiles({ routes, allowlist, dockerfile }: LiveState): CurrentConfigFile[] {
  return [
    { name: currentConfig.routes, text: routes },
    { name: currentConfig.allowlist, text: allowlist.map((host) => `${host}\n`).join("") },
    { name: currentConfig.dockerfile, text: dockerfile },
  ];
}
