import type { PlannedGit } from "./git/planned-git.ts";
import type { WorkingCopy } from "./git/working-copy.ts";
import type { Plan } from "./plan.ts";

/** `--dry-run --format json`: keys may be added; renaming one breaks what reads them. */
export function jsonPlan(plan: Plan) {
  return {
    agent: plan.agent,
    bottle: plan.bottle,
    identity: plan.identity,
    backend: plan.backend,
    runtime: plan.runtime,
    image: plan.dockerfile ?? "claude-bottle-agent",
    resumes:
      plan.resumes === null
        ? null
        : {
            since: plan.resumes.since,
            own_image: plan.resumes.ownImage,
            transcript: plan.resumes.transcript !== null,
          },
    derived_image: plan.copyCwd ? plan.names.derivedImage : null,
    container_name: plan.names.agent,
    env_names: plan.env.map((entry) => entry.name),
    skills: plan.skills.map((skill) => skill.name),
    git_remotes: plan.git.map(({ name, url }) => ({ name, upstream: url })),
    git_gate: plan.git.map(jsonGate),
    egress: {
      hosts: plan.egress.hosts,
      dlp_action: plan.egress.dlpAction,
      pipelock: plan.egress.pipelock,
      tls_interception: { by: plan.egress.interceptor, ca_fingerprint: null },
    },
    egress_proxy: plan.routes.map((route) => ({
      host: route.host,
      path_allowlist: route.path_allowlist ?? [],
      methods: route.methods ?? [],
      auth: route.auth,
    })),
    working_copy: plan.workingCopy === null ? null : jsonWorkingCopy(plan.workingCopy),
    supervise: plan.supervise,
    prompt: plan.prompt,
  };
}

/** What the gate does for one remote; `push` null: nothing may be pushed; `refs` null: any ref may. */
export function jsonGate({ name, credential, hostKey, extraHosts, push }: PlannedGit) {
  return {
    name,
    identity_file: credential?.kind === "key" ? credential.path : null,
    token: credential?.kind === "token" ? { token_ref: credential.token_ref, slot: credential.slot } : null,
    known_host_key: hostKey === null ? null : { type: hostKey.type, fingerprint: hostKey.fingerprint },
    extra_hosts: extraHosts,
    push,
  };
}

function jsonWorkingCopy({ repository, head, remotes, unpushed, changes, unread }: WorkingCopy) {
  return {
    repository,
    head,
    remotes: remotes.map(({ name, shown, entry }) => ({ name, url: shown.url, git_remote: entry })),
    unpushed,
    changes,
    unread,
  };
}
