/** Any address that git can be given, taken apart; more forms than a manifest may have. */
export interface GitUrl {
  scheme: "ssh" | "https" | "http" | "git";
  user: string | null;
  hasPassword: boolean;
  /** Lower case. */
  host: string;
  /** null: the scheme's own. */
  port: number | null;
  /** Without slashes at its ends and without `.git`. */
  path: string;
}

const usualPort = { ssh: 22, https: 443, http: 80, git: 9418 };
const schemes: ReadonlyMap<string, GitUrl["scheme"]> = new Map([
  ["ssh", "ssh"],
  ["git+ssh", "ssh"],
  ["ssh+git", "ssh"],
  ["https", "https"],
  ["http", "http"],
  ["git", "git"],
]);

const urlForm = /^([a-z+]+):\/\/(?:([^/@]*)@)?([A-Za-z0-9._-]+)(?::(\d{0,5}))?\/(.*)$/i;
/** Git takes a colon before the first slash for this form. */
const scpForm = /^(?:([^/:@]+)@)?([A-Za-z0-9._-]+):(?!\/\/)(.+)$/;

/** null: a path of this machine, or nothing that names a host. */
export function readGitUrl(text: string): GitUrl | null {
  const [, scheme, userInfo, host, port, path] = urlForm.exec(text) ?? [];
  if (scheme === undefined) {
    const [, user = null, scpHost, scpPath] = scpForm.exec(text) ?? [];
    if (scpHost === undefined || scpPath === undefined) return null;
    const at = { user, hasPassword: false, host: scpHost.toLowerCase(), port: null };
    return { scheme: "ssh", ...at, path: repositoryPath(scpPath) };
  }
  const known = schemes.get(scheme.toLowerCase());
  if (known === undefined || host === undefined || path === undefined) return null;
  const [user = "", password] = userInfo?.split(":") ?? [];
  return {
    scheme: known,
    user: user === "" ? null : user,
    hasPassword: password !== undefined,
    host: host.toLowerCase(),
    port: port === undefined || port === "" || Number(port) === usualPort[known] ? null : Number(port),
    path: repositoryPath(path),
  };
}

/**
 * What one repository is called however it is written: without slashes at its ends, without `.git`, and whether said from
 * the root or from the home of the ssh user.
 */
export function repositoryPath(path: string): string {
  return path
    .replaceAll(/\/{2,}/g, "/")
    .replace(/^\/?(?:~\/)?/, "")
    .replace(/\/$/, "")
    .replace(/(?<=[^/])\.git$/, "");
}

/** A first part of the path is often the user's own name on the host, and no secret. */
function isNoSecret({ user, path }: GitUrl): boolean {
  return user === null || user === "git" || user === path.split("/")[0];
}

/**
 * An address as it may be shown. What stands before the `@` of a URL may be a token, so it is left out; `hidden` says
 * that something was.
 */
export function showGitUrl(text: string): { url: string; hidden: boolean } {
  const read = readGitUrl(text);
  const hidden =
    read === null ? /:\/\/.*@/s.test(text) : read.hasPassword || (read.scheme !== "ssh" && !isNoSecret(read));
  return { url: hidden ? text.replace(/:\/\/.*@/s, "://") : text, hidden };
}
