import { Document, isMap, isSeq } from "yaml";

/** What the operator said yes to. */
export interface Wishes {
  name: string;
  /** Reference of the model's credential; null: none. */
  token: string | null;
  git: {
    name: string;
    upstream: string;
    /** Path of the key, or the reference of the token; null: without. */
    identityFile: string | null;
    knownHostKey: string | null;
    tokenRef: string | null;
  } | null;
  /** Read-only: one repository of the forge's API. */
  api: { host: string; path: string } | null;
  hosts: readonly string[];
  pipelock: boolean;
  supervise: boolean;
}

const MODEL_API = "api.anthropic.com";

/** The two files of a first bottle and agent, with no more in them than was asked for. */
export function firstManifest(
  wishes: Wishes,
  modelines: { bottle: string; agent: string },
): { bottle: string; agent: string } {
  const { name, git, api, hosts, pipelock, supervise } = wishes;
  const egress = {
    ...(pipelock ? {} : { pipelock: false }),
    ...(hosts.length === 0 ? {} : { allowlist: [...hosts] }),
  };
  const document = new Document({
    ...(Object.keys(egress).length === 0 ? {} : { egress }),
    egress_proxy: { routes: [...modelRoutes(wishes), ...(api === null ? [] : [apiRoute(api)])] },
    ...(git === null ? {} : { git: [remote(git)] }),
    ...(supervise ? { supervise } : {}),
  });
  tidy(document.contents);
  const yaml = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  return {
    bottle: `---\n${modelines.bottle}\n${yaml}---\n\nWhat the agent \`${name}\` may reach. Everything else is refused, with the reason.\n`,
    agent: `---\n${modelines.agent}\nbottle: ${name}\n---\n\nYou work in a bottle: what leaves it is filtered, and a refusal says why and what to do.\n`,
  };
}

function modelRoutes({ token }: Wishes): object[] {
  if (token === null) return [];
  const scheme = token === "ANTHROPIC_API_KEY" ? "header:x-api-key" : "Bearer";
  return [{ host: MODEL_API, auth: { scheme, token_ref: token } }];
}

const apiRoute = ({ host, path }: { host: string; path: string }): object => ({
  host,
  path_allowlist: [path],
  methods: ["GET"],
});

function remote({
  name,
  upstream,
  identityFile,
  knownHostKey,
  tokenRef,
}: NonNullable<Wishes["git"]>): object {
  return {
    Name: name,
    Upstream: upstream,
    ...(identityFile === null ? {} : { IdentityFile: identityFile }),
    ...(knownHostKey === null ? {} : { KnownHostKey: knownHostKey }),
    ...(tokenRef === null ? {} : { TokenRef: tokenRef }),
    // A branch of the agent's own: what is merged stays a person's decision
    Push: { refs: ["agent/*"], tags: false },
  };
}

/** Small maps and lists on one line, as the documentation writes them. */
function tidy(node: unknown): void {
  if (!isMap(node)) return;
  for (const { key, value } of node.items) {
    const name = String(key);
    if (["auth", "Push", "path_allowlist", "methods"].includes(name) && (isMap(value) || isSeq(value)))
      value.flow = true;
    if (isSeq(value)) for (const item of value.items) tidy(item);
    tidy(value);
  }
}
