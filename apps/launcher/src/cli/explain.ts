import { resolveAgent } from "@claude-bottle/manifest";
import { BottleError } from "@claude-bottle/shared";
import { columns } from "../core/columns.ts";
import { entryOfUrl } from "../core/git/entry-of-url.ts";
import { plannedGit } from "../core/git/planned-git.ts";
import { plannedRoutes } from "../core/make-plan.ts";
import { printable } from "../core/printable.ts";
import { changeWords } from "../explain/bottle-change.ts";
import { bottleRules } from "../explain/bottle-rules.ts";
import { explainPush } from "../explain/explain-push.ts";
import { explainRequest } from "../explain/explain-request.ts";
import { requestOf } from "../explain/request-of.ts";
import { smallestChange } from "../explain/smallest-change.ts";
import { readNetwork } from "../host/files.ts";
import { fingerprint } from "../host/fingerprint.ts";
import { defineCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { formatFlag, manifestFlag } from "./flags.ts";
import { loadLibrary } from "./load.ts";

interface Question {
  agent: string;
  manifest: string | undefined;
  json: boolean;
}

export const explain = defineCommand({
  name: "explain",
  summary:
    "Say which rule in which sidecar would allow or refuse a request (or `push <ref>`), and what to change in the manifest",
  arguments: [
    { name: "METHOD|push", required: true },
    { name: "URL|ref", required: true },
  ],
  flags: {
    agent: { type: "string", value: "A", values: "agents", summary: "The agent whose bottle is asked" },
    ...formatFlag,
    ...manifestFlag,
  },
  async run({ arguments: [what = "", of = ""], flags }, context) {
    if (flags.agent === undefined) {
      throw new BottleError("usage", "explain needs --agent", {
        hint: "Name the agent that would ask, e.g. --agent fixer",
      });
    }
    const question = { agent: flags.agent, manifest: flags.manifest, json: flags.format === "json" };
    if (what === "push") await push(of, question, context);
    else await request({ method: what, url: of }, question, context);
    return 0;
  },
});

async function request(
  { method, url }: { method: string; url: string },
  { agent, manifest, json }: Question,
  context: Context,
): Promise<void> {
  const { bottle } = resolveAgent(await loadLibrary(context, manifest), agent);
  const { privateHosts } = await readNetwork(context, context.environment);
  const facts = requestOf(method, url);
  const { verdict, steps } = explainRequest(bottleRules(bottle, privateHosts), facts);
  const changes = smallestChange(bottle, facts, privateHosts);
  const { slots } = plannedRoutes(bottle);
  const { git } = plannedGit(bottle, { userHome: context.userHome, slots, fingerprint });
  const remote = entryOfUrl(
    url.replace(/[?#].*$/, "").replace(/\/(?:info\/refs|git-(?:upload|receive)-pack)$/, ""),
    git,
  );
  if (json) {
    context.out(
      `${JSON.stringify({ verdict, steps, changes, git_remote: remote?.name ?? null }, null, 2)}\n`,
    );
    return;
  }
  const rows = steps.map(({ sidecar, rule, outcome }) => [sidecar, rule, printable(outcome)]);
  context.out(`${columns(rows).join("\n")}\n\n${verdict === "allowed" ? "Allowed" : "Refused"}\n`);
  if (remote !== null)
    context.out(`The agent's git never asks it: it is led to git-gate, as the remote "${remote.name}"\n`);
  if (changes.length === 0) {
    context.out(`No entry of the bottle alone would change that\n`);
    return;
  }
  context.out(`To ${verdict === "allowed" ? "refuse" : "allow"} it, in ${bottle.path}:\n`);
  for (const change of changes) context.out(`  ${changeWords(change)}\n`);
}

async function push(ref: string, { agent, manifest, json }: Question, context: Context): Promise<void> {
  const { bottle } = resolveAgent(await loadLibrary(context, manifest), agent);
  const { slots } = plannedRoutes(bottle);
  const { git } = plannedGit(bottle, { userHome: context.userHome, slots, fingerprint });
  const rows = explainPush(git, ref);
  if (json) {
    context.out(`${JSON.stringify({ pushes: rows }, null, 2)}\n`);
    return;
  }
  if (git.length === 0) {
    context.out(
      `Refused: the bottle "${bottle.name}" has no git remote, and a push over HTTPS is refused on every host\n` +
        `To allow it, declare the repository under git in ${bottle.path}\n`,
    );
    return;
  }
  const lines = rows.flatMap(({ remote, change, verdict, objections }) => {
    if (verdict === "allowed") return [[remote, change, "allowed, once nothing in it looks like a secret"]];
    return objections.map(({ rule, what, fix }) => [remote, change, `refused by ${rule}: ${what}. ${fix}`]);
  });
  context.out(`${columns(lines).join("\n")}\n`);
  const paths = git.flatMap(({ name, push: rules }) =>
    (rules?.protect ?? []).map((path) => `${path} (${name})`),
  );
  if (paths.length > 0) context.out(`Refused whatever the ref when it changes ${paths.join(", ")}\n`);
  context.out(`The rules stand under git, Push, in ${bottle.path}\n`);
}
