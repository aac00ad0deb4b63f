import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { knownVariable } from "./demo-steps.ts";
import { type Provider, providerAddress, providerHosts, providerUpstream } from "./provider.ts";

export const demoAgent = "demo";
/** Where the demo's manifest says that its secrets come from. */
export const demoVariables = {
  token: "CLAUDE_BOTTLE_DEMO_TOKEN",
  known: "CLAUDE_BOTTLE_DEMO_VALUE",
  git: "CLAUDE_BOTTLE_DEMO_GIT",
} as const;

export interface DemoHome extends AsyncDisposable {
  home: string;
  /** An empty directory to run in. */
  cwd: string;
}

const bottle = (provider: Provider, pipelock: boolean): string => `---
env:
  ${knownVariable}: "\${${demoVariables.known}}"
egress:
  pipelock: ${pipelock}
egress_proxy:
  routes:
    - host: ${providerHosts.allowed}
      path_allowlist: [/allowed]
      auth: { scheme: Bearer, token_ref: ${demoVariables.token} }
git:
  - Name: app
    Upstream: ${providerUpstream(provider)}
    TokenRef: ${demoVariables.git}
    ExtraHosts: { ${providerHosts.git}: ${provider.address} }
    Push: { refs: [main] }
supervise: true
---
The bottle of the demo.
`;

/** A home of its own with one bottle, one agent and the settings that lead to the provider. */
export async function writeDemoHome(provider: Provider, pipelock: boolean): Promise<DemoHome> {
  await using undo = new AsyncDisposableStack();
  const root = await mkdtemp(join(tmpdir(), "claude-bottle-demo-"));
  undo.defer(() => rm(root, { recursive: true, force: true }));
  const home = join(root, "home");
  const cwd = join(root, "work");
  const caFile = join(root, "provider-ca.pem");
  for (const directory of [join(home, "bottles"), join(home, "agents"), cwd])
    await mkdir(directory, { recursive: true });
  const settings = {
    extra_ca: [caFile],
    private_hosts: Object.fromEntries(
      Object.values(providerHosts).map((host) => [host, providerAddress(provider)]),
    ),
    ...(provider.network === null ? {} : { docker: { join_network: provider.network } }),
  };
  await writeFile(caFile, provider.caPem);
  await writeFile(join(home, "settings.json"), JSON.stringify(settings));
  await writeFile(join(home, "bottles", `${demoAgent}.md`), bottle(provider, pipelock));
  await writeFile(join(home, "agents", `${demoAgent}.md`), `---\nbottle: ${demoAgent}\n---\n`);
  const held = undo.move();
  return { home, cwd, [Symbol.asyncDispose]: () => held.disposeAsync() };
}
