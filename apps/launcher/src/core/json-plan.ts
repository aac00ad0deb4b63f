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
    derived_image: plan.copyCwd ? plan.names.derivedImage : null,
    container_name: plan.names.agent,
    env_names: plan.env.map((entry) => entry.name),
    skills: plan.skills.map((skill) => skill.name),
    git_remotes: [],
    git_gate: [],
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
    supervise: false,
    prompt: plan.prompt,
  };
}
