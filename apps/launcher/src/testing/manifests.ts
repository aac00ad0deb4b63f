const frontMatter = (yaml: string, body: string): string => `---\n${yaml.trim()}\n---\n${body}`;

/** A manifest that uses most of what there is; paths are below a desk's root. */
export const fullManifest: Record<string, string> = {
  ".claude-bottle/bottles/work.md": frontMatter(
    `
env:
  GREETING: "hello\\nworld"
  API_TOKEN: "?Token of the API"
  NAME_HERE: \${NAME_THERE}
egress:
  allowlist: [packages.example.org]
egress_proxy:
  routes:
    - host: api.github.com
      path_allowlist: [/repos/acme]
      methods: [GET]
      auth: { scheme: token, token_ref: GITHUB_TOKEN }
    - host: uploads.github.com
      auth: { scheme: Bearer, token_ref: GITHUB_TOKEN }
    - host: api.example.com`,
    "",
  ),
  ".claude-bottle/agents/reviewer.md": frontMatter(
    "bottle: work\nskills: [review]\ndescription: Reads changes",
    "Review the change.\n\nBe brief.\n",
  ),
  ".claude/skills/review/SKILL.md": "Review",
};

/** Everything that `fullManifest` takes from the machine. */
export const fullEnvironment = { NAME_THERE: "canary-from-host", GITHUB_TOKEN: "canary-of-github" };

/** The smallest thing that starts, by name of its agent `plain`. */
export const plainManifest: Record<string, string> = {
  ".claude-bottle/bottles/plain.md": frontMatter("egress_proxy: {}", ""),
  ".claude-bottle/agents/plain.md": frontMatter("bottle: plain", ""),
};
