import type { Plan } from "./plan.ts";
import { printable } from "./printable.ts";
import { workspaceAfterwards } from "./state.ts";

const forges = [
  "github.com",
  "gitlab.com",
  "bitbucket.org",
  "codeberg.org",
  "gitea.com",
  "dev.azure.com",
  "git.sr.ht",
];

function isForge(host: string): boolean {
  return forges.some((forge) => host === forge || host.endsWith(`.${forge}`));
}

/** What bottles without an engine do not give. */
function backendWarnings({ backend, mountCwd }: Plan): string[] {
  if (backend !== "local") return [];
  return [
    "The backend local gives no image of its own and no kernel of its own (gVisor): the agent sees this machine's programs, and its processor time and total memory are not bounded",
    ...(mountCwd
      ? [
          "What the agent writes below the working directory, hooks and scripts too, is what you run there later",
        ]
      : []),
  ];
}

/** What the operator should know of a plan before saying yes, one line each. */
export function planWarnings(plan: Plan): string[] {
  const warnings: string[] = [...backendWarnings(plan)];
  if (plan.resumes !== null) {
    const instead = plan.copyCwd ? `; ${plan.cwd} is copied as it is now` : "; it begins empty";
    warnings.push(`${workspaceAfterwards(plan)}${plan.mountCwd ? "" : instead}`);
  }
  for (const route of plan.routes) {
    if (!isForge(route.host) || route.auth === null || route.methods !== null) continue;
    warnings.push(
      `${route.host} has a credential and no methods, so its API can be written to; add methods: [GET, HEAD] to only read`,
    );
  }
  for (const { name, upstream, hostKey } of plan.git) {
    if (upstream.transport !== "ssh" || hostKey !== null) continue;
    const port = upstream.port === null ? "" : `-p ${upstream.port} `;
    warnings.push(
      `The git entry "${name}" has no KnownHostKey, so fetch and push over it are refused; ` +
        `add what ssh-keyscan ${port}${upstream.host} prints, once you have checked it`,
    );
  }
  for (const { name, shown } of plan.workingCopy?.remotes ?? []) {
    if (!shown.hidden) continue;
    warnings.push(
      `The address of the remote "${printable(name)}" holds a user name or token, which the agent would see; ` +
        "set it without (git remote set-url)",
    );
  }
  if (plan.egress.interceptor === "pipelock") {
    warnings.push(
      "pipelock is the agent's own proxy: no paths, no methods, and its fetch endpoint is within the agent's reach; " +
        "write egress_proxy: in the bottle to put egress-proxy in front",
    );
  }
  if (!plan.egress.pipelock) {
    warnings.push("egress.pipelock is false: nothing but egress-proxy screens what leaves");
  }
  return warnings;
}
