import { readLibrary, resolveAgent, usesEgressProxy } from "@claude-bottle/manifest";
import { BottleError, type Sidecar } from "@claude-bottle/shared";
import type { Backend } from "../backend/backend.ts";
import { printable } from "../core/printable.ts";
import { unifiedDiff } from "../core/text-diff.ts";
import { urlOf } from "../explain/request-of.ts";
import { readManifestFiles, readNetwork } from "../host/files.ts";
import { rewriteManifestFile } from "../host/manifest-files.ts";
import { type EditedFile, editedFiles } from "../suggest/edited-files.ts";
import { hostSuggestion } from "../suggest/host-suggestion.ts";
import { refusedHosts } from "../suggest/refused-hosts.ts";
import { refusedRequests } from "../suggest/refused-requests.ts";
import { type Suggestion, suggestion } from "../suggest/suggestion.ts";
import { findRunning } from "./backend.ts";
import { defineCommand } from "./command.ts";
import { confirm } from "./confirm.ts";
import type { Context } from "./context.ts";
import { formatFlag } from "./flags.ts";

const LEFT_SHOWN = 10;

export const suggest = defineCommand({
  name: "suggest",
  summary:
    "Show, as a diff, the smallest change of the manifest that would have let pass what a running bottle's proxy refused",
  arguments: [{ name: "identity", required: true, values: "identities" }],
  flags: {
    apply: { type: "boolean", summary: "Ask, then write the change; it holds from the next start" },
    yes: { type: "boolean", summary: "With --apply: write without asking" },
    ...formatFlag,
  },
  async run({ arguments: [identity = ""], flags }, context) {
    const { backend, bottle: running } = await findRunning(context, identity);
    const files = await readManifestFiles(context);
    const library = readLibrary(files);
    const { bottle } = resolveAgent(library, running.agent);
    const proxy = usesEgressProxy(bottle) ? "egress-proxy" : "pipelock";
    const lines = await logLines(backend, identity, proxy);
    const { privateHosts } = await readNetwork(context, context.environment);
    const requests = refusedRequests(lines);
    const hosts = refusedHosts(lines);
    const found =
      proxy === "pipelock" ? hostSuggestion(bottle, hosts) : suggestion(bottle, requests, privateHosts);
    const edited = editedFiles({ library, files }, bottle, found.changes);
    const diff = edited.map(diffOf).join("");
    if (flags.format === "json") {
      const left = found.left.map(({ request, rule }) => ({ ...request, rule }));
      context.out(`${JSON.stringify({ ...found, left, diff }, null, 2)}\n`);
    } else {
      context.out(diff);
      const refused = proxy === "pipelock" ? hosts.length : requests.length;
      context.err(remarks(found, { proxy, refused }));
    }
    if (flags.apply === true && edited.length > 0 && (await agreed(flags.yes === true, context)))
      await write(edited, context);
    return 0;
  },
});

async function logLines(backend: Backend, identity: string, service: Sidecar): Promise<string[]> {
  const lines: string[] = [];
  const { signal } = new AbortController();
  for await (const { line } of backend.logs(identity, { service, follow: false, signal })) lines.push(line);
  return lines;
}

function diffOf({ path, before, after }: EditedFile): string {
  return unifiedDiff({ name: path, text: before }, { name: path, text: after });
}

function remarks(
  { changes, widened, left }: Suggestion,
  { proxy, refused }: { proxy: Sidecar; refused: number },
): string {
  const rows = left
    .slice(0, LEFT_SHOWN)
    .map(({ request, rule }) => `  ${printable(`${request.method} ${urlOf(request)}`)}: ${rule}\n`);
  const more = left.length > rows.length ? `  and ${left.length - rows.length} more\n` : "";
  return [
    refused === 0 ? `${proxy} has refused nothing in this bottle\n` : "",
    refused > 0 && changes.length === 0 ? "No entry of the manifest would let pass what was refused\n" : "",
    ...widened.map((sentence) => `! ${printable(sentence)}\n`),
    left.length === 0 ? "" : `Refused all the same, by the rule that is named:\n${rows.join("")}${more}`,
  ].join("");
}

async function agreed(yes: boolean, context: Context): Promise<boolean> {
  if (yes) return true;
  if (!context.terminal.interactive) {
    throw new BottleError("terminal-required", "There is no terminal to ask whether to write this", {
      hint: "Read the diff above and add --yes",
    });
  }
  using interruption = context.interruption();
  return await confirm("Write it?", context, interruption.signal);
}

async function write(edited: readonly EditedFile[], context: Context): Promise<void> {
  for (const { path, after } of edited) {
    await rewriteManifestFile(path, after);
    context.err(`Wrote ${path}; it holds from the next start\n`);
  }
}
