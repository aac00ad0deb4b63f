import { join } from "node:path";
import type { Sidecar } from "@claude-bottle/shared";

/** Where one bottle's parts lie on the host: `run/<identity>/` below the operator's home, 0700 and without any secret. */
export interface RunPaths {
  /** Every bottle's. */
  runs: string;
  directory: string;
  /** Who runs here: agent, bottle, directory, time. */
  facts: string;
  /** Files of the agent's `/etc`. */
  etc: string;
  /** Its trusted roots. */
  roots: string;
  /** The one certificate that intercepts. */
  certificates: string;
  home: string;
  /** Where its first process puts the socket that commands come in by … */
  door: string;
  /** … and where that lies from then on, out of the agent's sight. */
  commands: string;
  logs: string;
  /** pipelock's, without its key. */
  configuration: string;
  sidecar(name: Sidecar): SidecarPaths;
}

interface SidecarPaths {
  directory: string;
  /** What the agent sees of it. */
  front: string;
  /** What only the operator's side sees. */
  control: string;
}

export function runPaths(runs: string, identity: string): RunPaths {
  const directory = join(runs, identity);
  const within = (name: string): string => join(directory, name);
  return {
    runs,
    directory,
    facts: within("bottle.json"),
    etc: within("etc"),
    roots: within("roots"),
    certificates: within("certificates"),
    home: within("home"),
    door: within("door"),
    commands: within("commands.sock"),
    logs: within("logs"),
    configuration: within("pipelock-configuration"),
    sidecar: (name) => ({
      directory: within(name),
      front: join(directory, name, "front"),
      control: join(directory, name, "control"),
    }),
  };
}
