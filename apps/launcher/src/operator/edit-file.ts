import { hostPatternSchema } from "@claude-bottle/manifest";
import { BottleError, identityPattern } from "@claude-bottle/shared";
import { auditRecordSchema, currentConfig } from "@claude-bottle/shared/contracts";
import { carryOut, finishLeft } from "./carry-out.ts";
import { allowlistText, routesText } from "./in-force.ts";
import type { LiveBottle, Reach } from "./live-bottle.ts";
import type { EditableFile, EditedFile, Outcome, Preview } from "./operator.ts";
import { findLive, type OperatorParts } from "./operator-parts.ts";
import { outcomeOf, refused } from "./outcome.ts";
import { proposeAllowlist, proposeRoutes } from "./propose-reach.ts";
import { previewOf, type Proposed, refusedChange, refuseUnseen } from "./proposed.ts";
import { tellBottle } from "./tell-bottle.ts";

const components = { routes: "egress-proxy", allowlist: "pipelock" } as const;

async function live(parts: OperatorParts, identity: string): Promise<LiveBottle> {
  const bottle = identityPattern.test(identity) ? await findLive(parts, identity) : null;
  if (bottle !== null) return bottle;
  throw new BottleError("unknown-identity", `No running bottle is called "${identity}"`, {
    hint: "Use one that `claude-bottle list` names",
  });
}

/** What is in force, as the operator edits it. @throws {BottleError} `unknown-identity` */
export async function fileInForce(
  parts: OperatorParts,
  identity: string,
  file: EditableFile,
): Promise<{ fileName: string; text: string }> {
  const { egress, allowlist } = await (await live(parts, identity)).reach();
  if (file === "allowlist") return { fileName: currentConfig.allowlist, text: allowlistText(allowlist) };
  if (egress !== null) return { fileName: currentConfig.routes, text: routesText(egress) };
  throw new BottleError("unknown-identity", `"${identity}" has no egress-proxy, which alone has routes`, {
    hint: "Declare egress_proxy in its bottle and start it again",
  });
}

/** One host or `*.suffix` on each line; empty lines and what follows a `#` do not count. */
function readAllowlist(text: string): string[] {
  const hosts: string[] = [];
  const problems = text.split("\n").flatMap((line, index) => {
    const entry = line.replace(/#.*$/, "").trim();
    if (entry === "") return [];
    const host = hostPatternSchema.safeParse(entry);
    if (host.success) hosts.push(host.data);
    const why = host.error?.issues[0]?.message ?? "";
    return host.success ? [] : [`${currentConfig.allowlist}:${index + 1}: Cannot open "${entry}": ${why}`];
  });
  if (problems.length > 0) throw refusedChange(problems.join("\n"), "Correct the named lines");
  return hosts;
}

const propose = (reach: Reach, file: EditableFile, text: string): Proposed =>
  file === "routes" ? proposeRoutes(reach, text) : proposeAllowlist(reach, readAllowlist(text));

/** @throws {BottleError} `unknown-identity`, and what is wrong with the text */
export async function previewEdit(
  parts: OperatorParts,
  identity: string,
  { file, text }: { file: EditableFile; text: string },
): Promise<Preview> {
  return previewOf(propose(await (await live(parts, identity)).reach(), file, text));
}

/** Puts a file that the operator wrote in force. */
export function editFile(
  parts: OperatorParts,
  identity: string,
  { file, text, notes, seen }: EditedFile & { file: EditableFile },
): Promise<Outcome> {
  return outcomeOf(async () => {
    const bottle = await live(parts, identity);
    return await parts.claims.hold(identity, async (claim) => {
      await finishLeft(parts, claim, { identity, bottle: async () => bottle });
      const proposed = propose(await bottle.reach(), file, text);
      const unseen = refuseUnseen(proposed, seen);
      if (unseen !== null) return unseen;
      const { diff, nothing, target } = proposed;
      if (diff === "") return { ok: true, changed: nothing, next: null };
      const record = auditRecordSchema.parse({
        version: 1,
        time: parts.now().toISOString(),
        identity,
        component: components[file],
        action: "operator-edit",
        proposal: null,
        justification: "",
        notes,
        diff,
      });
      const intent = { target, record, response: null };
      const applied = await carryOut(parts, claim, { bottle, intent });
      if (!applied.ok) return refused(applied.reason, applied.hint);
      return { ok: true, changed: diff, next: await tellBottle(bottle, target) };
    });
  });
}
