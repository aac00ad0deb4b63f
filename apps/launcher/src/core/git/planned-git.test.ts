import { describe, expect, test } from "vitest";
import { hostKeyOf } from "@claude-bottle/manifest/testing";
import { gitOf, planOf } from "../../testing/plan.ts";
import { jsonPlan } from "../json-plan.ts";
import { planWarnings } from "../plan-warnings.ts";
import { preflight } from "../preflight.ts";
import { gitRows, pushText } from "./git-rows.ts";

const usual = { refs: null, force: false, delete: false, tags: true, protect: [] };
const ed25519 = hostKeyOf("ssh-ed25519");

describe("F13 what may be pushed, in words", () => {
  test.for([
    [null, "fetch only: nothing may be pushed"],
    [usual, "may push any ref; no force; no deletion"],
    [{ ...usual, tags: false }, "may push any ref but no tags; no force; no deletion"],
    [{ ...usual, refs: ["agent/*"] }, "may push agent/* and tags; no force; no deletion"],
    [{ ...usual, refs: ["main", "refs/tags/v*"] }, "may push main, refs/tags/v*; no force; no deletion"],
    [{ ...usual, force: true, delete: true }, "may push any ref; rewrite history; delete refs"],
    [
      { ...usual, protect: [".github/workflows", "ci"] },
      "may push any ref; no force; no deletion; nothing that changes .github/workflows, ci",
    ],
  ] as const)("%j", ([push, text]) => {
    expect(pushText(push === null ? null : (structuredClone(push) as typeof usual))).toBe(text);
  });
});

test("F13 F29 each remote with its credential, its host key's fingerprint, its hosts and what may be pushed", () => {
  const git = [
    gitOf("app", "ssh://git@git.example.com:2222/team/app.git", {
      KnownHostKey: ed25519,
      ExtraHosts: { "git.example.com": "192.0.2.10" },
      Push: { refs: ["refs/heads/agent/*"] },
    }),
    gitOf("unpinned", "git@elsewhere.example.com:a/b.git"),
    gitOf("library", "https://git.example.com/team/library", { TokenRef: "GIT_TOKEN", Push: { refs: [] } }),
    gitOf("public", "https://git.example.com/team/public"),
  ];
  expect(
    gitRows(git)
      .map(([label, text]) => `${label.padEnd(11)}  ${text}`)
      .join("\n"),
  ).toMatchInlineSnapshot(`
    "Git remotes  app       ssh://git@git.example.com:2222/team/app.git
                           with the key /home/me/.ssh/agent
                           host key ssh-ed25519 SHA256:of-51-bytes
                           git.example.com is 192.0.2.10
                           may push refs/heads/agent/* and tags; no force; no deletion
                 unpinned  git@elsewhere.example.com:a/b.git
                           no host key is pinned: the gate refuses to fetch and to push
                 library   https://git.example.com/team/library
                           with a token from GIT_TOKEN
                           fetch only: nothing may be pushed
                 public    https://git.example.com/team/public
                           without a credential
                           may push any ref; no force; no deletion"
  `);
  expect(planWarnings(planOf("a-00000", { git })).filter((text) => text.includes("git entry")))
    .toMatchInlineSnapshot(`
    [
      "The git entry "unpinned" has no KnownHostKey, so fetch and push over it are refused; add what ssh-keyscan elsewhere.example.com prints, once you have checked it",
    ]
  `);
});

test("F15 F29 the JSON plan has the remotes and what the gate does for each, and no key", () => {
  const git = [
    gitOf("app", "git@git.example.com:team/app.git", { KnownHostKey: ed25519 }),
    gitOf("library", "https://git.example.com/team/library", { TokenRef: "GIT_TOKEN", Push: { refs: [] } }),
  ];
  const { git_remotes, git_gate } = jsonPlan(planOf("a-00000", { git }));
  expect({ git_remotes, git_gate }).toMatchInlineSnapshot(`
    {
      "git_gate": [
        {
          "extra_hosts": {},
          "identity_file": "/home/me/.ssh/agent",
          "known_host_key": {
            "fingerprint": "SHA256:of-51-bytes",
            "type": "ssh-ed25519",
          },
          "name": "app",
          "push": {
            "delete": false,
            "force": false,
            "protect": [],
            "refs": null,
            "tags": true,
          },
          "token": null,
        },
        {
          "extra_hosts": {},
          "identity_file": null,
          "known_host_key": null,
          "name": "library",
          "push": null,
          "token": {
            "slot": 0,
            "token_ref": "GIT_TOKEN",
          },
        },
      ],
      "git_remotes": [
        {
          "name": "app",
          "upstream": "git@git.example.com:team/app.git",
        },
        {
          "name": "library",
          "upstream": "https://git.example.com/team/library",
        },
      ],
    }
  `);
});

test("F13 without an entry the preflight says so", () => {
  expect(preflight(planOf("a-00000"))).toMatch(/^Git remotes +none$/m);
});
