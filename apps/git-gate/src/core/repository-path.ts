import { gatePath, type GateRemote } from "@claude-bottle/policy";
import { BottleError } from "@claude-bottle/shared";

const SERVICE_PATH = /^\/(.+?)\/(info\/refs|git-upload-pack|git-receive-pack|info\/lfs(?:\/.*)?)$/;

export interface RepositoryPath {
  repository: string;
  /** What of it is asked for, e.g. `info/refs`. */
  part: string;
}

/** Takes the path of a request apart; null: no repository is meant. The name is only ever looked up, never joined to a path. */
export function readRepositoryPath(pathname: string): RepositoryPath | null {
  const [, encoded = "", part = ""] = SERVICE_PATH.exec(pathname) ?? [];
  if (part === "") return null;
  try {
    const decoded = decodeURIComponent(encoded);
    return { repository: decoded.replace(/\/{2,}/g, "/").replace(/\/?(?:\.git)?\/?$/, ""), part };
  } catch {
    return null;
  }
}

/**
 * Every name under which a remote is served: its own, and its upstream's host and path.
 * @throws {BottleError} `config-invalid` when two remotes would share one
 */
export function repositoryNames(remotes: readonly GateRemote[]): Map<string, GateRemote> {
  const names = new Map<string, GateRemote>();
  for (const remote of remotes) {
    for (const name of new Set([remote.name, gatePath(remote)])) {
      const other = names.get(name);
      if (other !== undefined)
        throw new BottleError(
          "config-invalid",
          `The remotes "${other.name}" and "${remote.name}" are both "${name}"`,
          { hint: "Declare each upstream once" },
        );
      names.set(name, remote);
    }
  }
  return names;
}
