/** Where a forge's API answers about one repository. */
export interface ForgeApi {
  host: string;
  path: string;
  /** The variable in which its own tools look for a token. */
  variable: string;
}

const forges: Readonly<Record<string, (repository: string) => ForgeApi>> = {
  // https://docs.github.com/en/rest
  "github.com": (repository) => ({
    host: "api.github.com",
    path: `/repos/${repository}`,
    variable: "GITHUB_TOKEN",
  }),
  // https://docs.gitlab.com/api/rest/
  "gitlab.com": (repository) => ({
    host: "gitlab.com",
    path: `/api/v4/projects/${encodeURIComponent(repository)}`,
    variable: "GITLAB_TOKEN",
  }),
  // https://codeberg.org/api/swagger
  "codeberg.org": (repository) => ({
    host: "codeberg.org",
    path: `/api/v1/repos/${repository}`,
    variable: "CODEBERG_TOKEN",
  }),
};

/** Null: a host whose API is not known here. `repository`: the path without `.git`. */
export function forgeApi(host: string, repository: string): ForgeApi | null {
  return Object.hasOwn(forges, host) ? (forges[host]?.(repository) ?? null) : null;
}
