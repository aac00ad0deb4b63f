import { columns } from "./columns.ts";
import { gitRows } from "./git/git-rows.ts";
import { workingCopyRows } from "./git/working-copy-rows.ts";
import type { Plan, PlannedEnv, PlannedRoute } from "./plan.ts";
import { planWarnings } from "./plan-warnings.ts";
import { printable } from "./printable.ts";

const HOSTS_SHOWN = 3;
const LINE_LENGTH = 72;

/** Everything that a yes would start, in words: names, never values. `notes` come from the reading of the manifest. */
export function preflight(plan: Plan, notes: readonly string[] = []): string {
  const rows: [string, string][] = [
    ["Agent", plan.agent],
    ["Bottle", plan.bottle],
    ["Identity", plan.identity],
    ["Backend", `${plan.backend}, runtime ${plan.runtime}`],
    ...resumeRows(plan),
    ["Image", imageText(plan)],
    ["Workspace", workspaceText(plan)],
    ...workingCopyRows(plan),
    ...listRows("Env", plan.env.map(envText)),
    ...listRows(
      "Skills",
      plan.skills.map((skill) => skill.name),
    ),
    ...gitRows(plan.git),
    ["Hosts", hostsText(plan.egress.hosts)],
    ...routeRows(plan.routes),
    ["TLS", tlsText(plan)],
    ["Data loss", plan.egress.dlpAction === "block" ? "block" : "warn only: what leaks is logged and leaves"],
    ["Supervise", plan.supervise ? "on: the agent may propose changes, and you decide" : "off"],
    ["Runs", runsText(plan)],
    ["Prompt", firstLine(plan.prompt)],
  ];
  const warnings = [...notes, ...planWarnings(plan)].map((text) => `! ${text}`);
  return [...columns(rows), ...(warnings.length === 0 ? [] : ["", ...warnings]), ""].join("\n");
}

/** What comes back of an earlier session. */
function resumeRows({ resumes }: Plan): [string, string][] {
  if (resumes === null) return [];
  const conversation = resumes.transcript === null ? "no conversation was kept" : "its conversation goes on";
  return [["Resumes", `the session of ${resumes.since}: ${conversation}`]];
}

function imageText({ backend, dockerfile, resumes, identity }: Plan): string {
  if (backend === "local") return "none: the programs of this machine, read-only";
  if (dockerfile === null) return "the project's agent image";
  if (resumes?.ownImage !== true) return `built from ${dockerfile}`;
  return `claude-bottle-agent-${identity}, built from ${dockerfile} (an approved change)`;
}

function workspaceText({ backend, cwd, copyCwd, mountCwd, names }: Plan): string {
  if (mountCwd) return `${cwd} itself, to read and write`;
  if (!copyCwd) return "empty";
  return `a copy of ${cwd}${backend === "local" ? "" : `, as image ${names.derivedImage}`}`;
}

/** Names after a label, as many rows as they need. */
export function listRows(label: string, names: readonly string[]): [string, string][] {
  const lines: string[] = [];
  for (const name of names) {
    const longer = lines.length === 0 ? name : `${lines.at(-1)}, ${name}`;
    if (longer.length <= LINE_LENGTH) lines.splice(-1, 1, longer);
    else lines.splice(-1, 1, `${lines.at(-1)},`, name);
  }
  if (lines.length === 0) lines.push("none");
  return lines.map((line, index) => [index === 0 ? label : "", line]);
}

function envText(entry: PlannedEnv): string {
  if (entry.from === "literal") return entry.name;
  return entry.from === "prompt" ? `${entry.name} (asked)` : `${entry.name} (from ${entry.variable})`;
}

/** `11 hosts allowed (a, b, c, +8 more)` */
function hostsText(hosts: readonly string[]): string {
  const shown = hosts.slice(0, HOSTS_SHOWN).join(", ");
  const more = hosts.length > HOSTS_SHOWN ? `, +${hosts.length - HOSTS_SHOWN} more` : "";
  return `${hosts.length} ${hosts.length === 1 ? "host" : "hosts"} allowed (${shown}${more})`;
}

/** A row per route, its parts aligned; the label stands on the first. */
export function routeRows(routes: readonly PlannedRoute[]): [string, string][] {
  if (routes.length === 0) return [["Routes", "none"]];
  const lines = columns(
    routes.map((route) => [
      route.host,
      route.path_allowlist?.join(" ") ?? "any path",
      route.methods?.join(" ") ?? "any method",
      route.auth === null ? "no credential" : `${route.auth.scheme} from ${route.auth.token_ref}`,
    ]),
  );
  return lines.map((line, index) => [index === 0 ? "Routes" : "", line]);
}

function tlsText({ egress }: Plan): string {
  if (egress.interceptor === "pipelock") return "opened by pipelock";
  if (!egress.pipelock) return "opened by egress-proxy, the last leg; no pipelock";
  const inspect = egress.inspect.length === 0 ? "" : `, which opens ${egress.inspect.join(", ")} again`;
  return `opened by egress-proxy, then through pipelock${inspect}`;
}

function runsText(plan: Plan): string {
  const where = plan.detach ? "in the background: " : "";
  if (plan.command !== null) return cut(`${where}${plan.command.join(" ")}`);
  if (plan.turn !== null) return `${where}one turn: ${firstLine(plan.turn)}`;
  return plan.detach ? "nothing until claude-bottle exec" : "the agent's CLI";
}

/** The first line with text in it, cut to fit. */
function firstLine(text: string): string {
  const line = text.split("\n").find((each) => each.trim() !== "");
  return line === undefined ? "none" : cut(line.trim());
}

function cut(text: string): string {
  const clean = printable(text.replaceAll(/\s+/g, " "));
  return clean.length > LINE_LENGTH ? `${clean.slice(0, LINE_LENGTH - 1)}…` : clean;
}
