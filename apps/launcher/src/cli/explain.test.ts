import { expect, test } from "vitest";
import { deskWith } from "../testing/desk.ts";
import { fullManifest, plainManifest } from "../testing/manifests.ts";

test("explain says each step, the verdict and what to write where", async () => {
  await using desk = await deskWith({ files: fullManifest, unreachable: true });
  const asked = ["explain", "GET", "https://api.github.com/users/me", "--agent", "reviewer"];
  const { status, out } = await desk.run(...asked);
  expect(status).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "egress-proxy  authority  every part of the request names api.github.com
    egress-proxy  form       GET and its target are well formed
    egress-proxy  git-push   this is no push
    egress-proxy  host       api.github.com has a route
    egress-proxy  path       /users/me is outside the paths allowed for api.github.com (/repos/acme). Use one of those, or propose the path under path_allowlist of the route for api.github.com.

    Refused
    To allow it, in <root>/.claude-bottle/bottles/work.md:
      Add "/users/me" to path_allowlist of the route for api.github.com; what lies below it is then open too
    "
  `);
  const json = JSON.parse((await desk.run(...asked, "--format", "json")).out);
  expect(Object.keys(json)).toEqual(["verdict", "steps", "changes", "git_remote"]);
  expect(json).toMatchObject({ verdict: "refused", changes: [{ kind: "add-path", path: "/users/me" }] });
});

test("explain says that git itself goes another way", async () => {
  const bottle =
    "---\negress_proxy: {}\ngit:\n  - { Name: app, Upstream: https://git.example.com/a/b.git, TokenRef: T }\n---\n";
  await using desk = await deskWith({
    files: { ...plainManifest, ".claude-bottle/bottles/plain.md": bottle },
  });
  const url = "https://git.example.com/a/b.git/info/refs?service=git-upload-pack";
  expect((await desk.run("explain", "GET", url, "--agent", "plain")).out).toContain(
    'it is led to git-gate, as the remote "app"',
  );
  expect((await desk.run("explain", "push", "main", "--agent", "plain")).out).toMatchInlineSnapshot(`
    "app  create  allowed, once nothing in it looks like a secret
    app  update  allowed, once nothing in it looks like a secret
    app  force   refused by force: history that the upstream has may not be rewritten. Run git fetch, then git rebase or git merge onto what the upstream has, and push again
    app  delete  refused by delete: refs may not be deleted. Leave it, or ask the operator
    The rules stand under git, Push, in <root>/.claude-bottle/bottles/plain.md
    "
  `);
});

test("explain push of a bottle without a remote says what to declare", async () => {
  await using desk = await deskWith({ files: plainManifest });
  expect((await desk.run("explain", "push", "main", "--agent", "plain")).out).toContain(
    "declare the repository under git",
  );
});

test.for([
  [["explain", "GET", "https://a.example/"], 2, "needs --agent"],
  [["explain", "GET", "a.example", "--agent", "plain"], 2, "Write the whole URL"],
  [["explain", "GET", "https://a.example/", "--agent", "nobody"], 1, "unknown-agent"],
] as const)("%j is refused with what to do", async ([argv, status, says]) => {
  await using desk = await deskWith({ files: plainManifest });
  const result = await desk.run(...argv);
  expect(result.status).toBe(status);
  expect(result.err).toContain(says);
});
