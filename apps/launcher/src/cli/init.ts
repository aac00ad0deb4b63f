import { basename, join } from "node:path";
import { parseUpstream, readLibrary } from "@claude-bottle/manifest";
import { BottleError, slug } from "@claude-bottle/shared";
import { readGitUrl, showGitUrl } from "../core/git/git-url.ts";
import { printable } from "../core/printable.ts";
import { exists } from "../host/files.ts";
import { type InitFacts, initFacts } from "../host/init-facts.ts";
import { writeManifestFile } from "../host/manifest-files.ts";
import { modeline, writeSchemas } from "../host/write-schemas.ts";
import { firstManifest, type Wishes } from "../init/first-manifest.ts";
import { forgeApi } from "../init/forge-api.ts";
import { confirm } from "./confirm.ts";
import { defineCommand } from "./command.ts";
import type { Context } from "./context.ts";

const NO_TOKEN = "CLAUDE_CODE_OAUTH_TOKEN";

/** Answers to the questions; without a person, what each proposes. */
interface Asking {
  yes(text: string): Promise<boolean>;
  text(text: string, proposed: string): Promise<string>;
}

export const init = defineCommand({
  name: "init",
  summary: "Write a first bottle and agent for the directory that you are in, from what is found there",
  arguments: [{ name: "name", required: false }],
  flags: { yes: { type: "boolean", summary: "Take every proposed answer, and write without asking" } },
  async run({ arguments: [given], flags }, context) {
    const unattended = flags.yes === true;
    if (!unattended && !context.terminal.interactive) {
      throw new BottleError("terminal-required", "There is no terminal to ask on", {
        hint: "Add --yes to take every proposed answer",
      });
    }
    using interruption = context.interruption();
    const facts = await initFacts(context);
    context.err(found(facts));
    const asking = unattended ? proposed : person(context, interruption.signal);
    const wishes = await ask(facts, { asking, given, context });
    const { bottle, agent } = firstManifest(wishes, { bottle: modeline("bottle"), agent: modeline("agent") });
    const paths = pathsOf(wishes.name, context);
    await refuseTaken(wishes.name, paths);
    checkManifest({ bottle, agent }, paths);
    context.err(`\n${paths.bottle}\n\n${bottle}\n${paths.agent}\n\n${agent}\n`);
    if (!unattended && !(await confirm("Write both?", context, interruption.signal))) {
      context.err("Nothing was written\n");
      return 0;
    }
    await writeManifestFile(paths.bottle, bottle);
    await writeManifestFile(paths.agent, agent);
    await writeSchemas(context.home);
    context.err(next(wishes, facts));
    return 0;
  },
});

function person(context: Context, signal: AbortSignal): Asking {
  const asked = async (text: string): Promise<string> =>
    (await context.terminal.question(text, signal)).trim();
  return {
    yes: async (text) => !/^no?$/i.test(await asked(`${text} [Y/n] `)),
    text: async (text, proposal) => (await asked(`${text} [${proposal}] `)) || proposal,
  };
}

const proposed: Asking = {
  yes: () => Promise.resolve(true),
  text: (_, proposal) => Promise.resolve(proposal),
};

function found({ remote, ecosystems, tokens }: InitFacts): string {
  const languages = ecosystems.map(({ name }) => name).join(", ");
  return [
    `Remote      ${remote === null ? "none" : printable(showGitUrl(remote).url)}`,
    `Languages   ${languages === "" ? "none that is known here" : languages}`,
    `Claude      ${tokens.length === 0 ? "no credential is set; make one with `claude setup-token`" : `${tokens.join(" and ")} is set`}`,
    "",
  ].join("\n");
}

async function ask(
  facts: InitFacts,
  { asking, given, context }: { asking: Asking; given: string | undefined; context: Context },
): Promise<Wishes> {
  const name = given ?? (await asking.text("Name of the bottle and its agent", await freeName(context)));
  const git = await askGit(facts, asking);
  const at = facts.remote === null ? null : readGitUrl(facts.remote);
  const api = at === null ? null : forgeApi(at.host, at.path);
  const hosts = facts.ecosystems.flatMap((each) => each.hosts);
  const { environment } = context;
  const hasPipelock =
    environment.get("CLAUDE_BOTTLE_PIPELOCK_IMAGE") !== undefined ||
    environment.get("CLAUDE_BOTTLE_PIPELOCK_BINARY") !== undefined;
  return {
    name,
    token: facts.tokens[0] ?? NO_TOKEN,
    git,
    api:
      api !== null && (await asking.yes(`May it read ${api.host}${api.path} (GET only, no credential)?`))
        ? { host: api.host, path: api.path }
        : null,
    hosts: hosts.length > 0 && (await asking.yes(`May it reach ${hosts.join(", ")}?`)) ? hosts : [],
    pipelock: hasPipelock && (await asking.yes("Run pipelock too, which is there?")),
    supervise: await asking.yes(
      "May it propose changes of these rules to you (nothing holds until you approve)?",
    ),
  };
}

async function askGit(facts: InitFacts, asking: Asking): Promise<Wishes["git"]> {
  const { remote, keys, hostKey } = facts;
  if (remote === null || showGitUrl(remote).hidden) return null;
  const upstream = parseUpstream(remote);
  if (upstream === null) return null;
  if (!(await asking.yes(`May it push branches agent/* to ${printable(remote)}, through git-gate?`)))
    return null;
  const name = slug(basename(upstream.path).replace(/\.git$/, ""));
  if (upstream.transport === "https") {
    const variable = forgeApi(upstream.host, upstream.path)?.variable ?? "GIT_TOKEN";
    const tokenRef = await asking.text("Variable that holds the token for it", variable);
    return { name, upstream: remote, identityFile: null, knownHostKey: null, tokenRef };
  }
  const identityFile = await asking.text(
    "Private key for it, best one that opens this repository alone",
    keys[0] ?? "~/.ssh/id_ed25519",
  );
  return { name, upstream: remote, identityFile, knownHostKey: hostKey, tokenRef: null };
}

function pathsOf(name: string, { home }: Context): { bottle: string; agent: string } {
  return { bottle: join(home, "bottles", `${name}.md`), agent: join(home, "agents", `${name}.md`) };
}

async function freeName(context: Context): Promise<string> {
  const base = slug(basename(context.cwd)).replace(/^[^a-z]+/, "") || "app";
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`;
    const { bottle, agent } = pathsOf(name, context);
    if (!(await exists(bottle)) && !(await exists(agent))) return name;
  }
}

async function refuseTaken(
  name: string,
  { bottle, agent }: { bottle: string; agent: string },
): Promise<void> {
  for (const path of [bottle, agent]) {
    if (!(await exists(path))) continue;
    throw new BottleError("manifest-invalid", `"${path}" exists already; nothing was written`, {
      hint: `Give another name, or open it with claude-bottle edit ${name}`,
    });
  }
}

/** What was typed goes through the manifest's own reader before anything is written. */
function checkManifest(
  { bottle, agent }: { bottle: string; agent: string },
  paths: { bottle: string; agent: string },
): void {
  const { problems, warnings } = readLibrary([
    { path: paths.bottle, text: bottle, kind: "bottle", origin: "home" },
    { path: paths.agent, text: agent, kind: "agent", origin: "home" },
  ]);
  const [first] = [...problems.map(({ message }) => message), ...warnings];
  if (first === undefined) return;
  throw new BottleError("manifest-invalid", `These answers make no manifest: ${first}`, {
    hint: "Run claude-bottle init again; nothing was written",
  });
}

function next({ name, git, token }: Wishes, facts: InitFacts): string {
  const todo = [
    ...(facts.tokens.length === 0 ? [`Set ${token ?? NO_TOKEN}: claude setup-token prints one`] : []),
    ...(git?.tokenRef == null ? [] : [`Set ${git.tokenRef} to a token for ${git.upstream}`]),
    ...(git !== null && git.tokenRef === null && git.knownHostKey === null
      ? [`Pin the server's key: add KnownHostKey to the remote in the bottle, the gate refuses it until then`]
      : []),
    `Look at what would run: claude-bottle start ${name} --cwd --dry-run`,
    `Start it: claude-bottle start ${name} --cwd`,
  ];
  return `Written. Next:\n${todo.map((line) => `  ${line}\n`).join("")}`;
}
