import { expect, test } from "vitest";
import { bottleProblems } from "./fixture.ts";
import { hostKeyOf } from "./testing/host-key.ts";
import { parseUpstream, repositoryOf } from "./upstream.ts";

test.for([
  [
    "ssh://git@h.example.com/a/b.git",
    { transport: "ssh", user: "git", host: "h.example.com", port: null, path: "/a/b.git" },
  ],
  [
    "ssh://h.example.com:2222/a/",
    { transport: "ssh", user: null, host: "h.example.com", port: 2222, path: "/a" },
  ],
  [
    "SSH://git@H.Example.com/~me/a",
    { transport: "ssh", user: "git", host: "h.example.com", port: null, path: "/~me/a" },
  ],
  [
    "git@h.example.com:a/b.git",
    { transport: "ssh", user: "git", host: "h.example.com", port: null, path: "a/b.git" },
  ],
  [
    "git@h.example.com:/srv/b.git",
    { transport: "ssh", user: "git", host: "h.example.com", port: null, path: "/srv/b.git" },
  ],
  [
    "https://h.example.com/a/b.git",
    { transport: "https", user: null, host: "h.example.com", port: null, path: "/a/b.git" },
  ],
  [
    "https://h.example.com:8443/a",
    { transport: "https", user: null, host: "h.example.com", port: 8443, path: "/a" },
  ],
] as const)("F29 %s is taken apart", ([text, upstream]) => {
  expect(parseUpstream(text)).toEqual(upstream);
});

test.for([
  "",
  "http://h.example.com/a",
  "git://h.example.com/a",
  "file:///srv/a",
  "/srv/a",
  "h.example.com:a",
  "https://h.example.com",
  "https://h.example.com/",
  "https://user@h.example.com/a",
  "https://user:pass@h.example.com/a",
  "https://h.example.com/a?b",
  "https://h.example.com/a#b",
  "ssh://git:pass@h.example.com/a",
  "ssh://git@h.example.com:0/a",
  "ssh://git@h.example.com:65536/a",
  "ssh://-oProxyCommand=x/a",
  "ssh://-x@h.example.com/a",
  "-x@h.example.com:a",
  "git@-x:a",
  "git@h.example.com:-a",
  "git@h.example.com://a",
  "git@h.example.com:a/../b",
  "git@h.example.com:a b",
  "git@h.example.com:a\nb",
  "git@h.example.com:a;b",
  "ext::sh -c x",
  "ssh://git@2130706433/a",
])("F29 %j is no upstream", (text) => {
  expect(parseUpstream(text)).toBeNull();
});

const hostKey = hostKeyOf("ssh-ed25519");
const entry = (keys: string): string => `git:\n  - ${keys.replaceAll("\n", "\n    ")}`;
const ssh = "Name: app\nUpstream: git@h.example.com:a/b.git\nIdentityFile: ~/.ssh/key";
const https = "Name: app\nUpstream: https://h.example.com/a/b.git";

test.for([
  ssh,
  https,
  `${ssh}\nKnownHostKey: ${hostKey}`,
  `${ssh}\nKnownHostKey: ${hostKeyOf("ecdsa-sha2-nistp256")} comment`,
  `${ssh}\nKnownHostKey: ${hostKeyOf("ssh-rsa")}`,
  `${ssh}\nPush: { refs: [] }`,
  `${https}\nTokenRef: GIT_TOKEN`,
  `${ssh}\nExtraHosts: { h.example.com: 192.0.2.1, i.example.com: "2001:db8::1" }`,
  `${ssh}\nPush: { refs: [refs/heads/agent/*], force: true, delete: true, tags: false, protect: [.github/workflows] }`,
])("F29 a git entry loads: %j", (keys) => {
  expect(bottleProblems(entry(keys))).toEqual([]);
});

test.for([
  ["Upstream: git@h.example.com:a\nIdentityFile: ~/k", "Name"],
  ["Name: a/b\nUpstream: https://h.example.com/a", "Name"],
  ["Name: ..\nUpstream: https://h.example.com/a", "Name"],
  ["Name: a", "Upstream"],
  ["Name: a\nUpstream: http://h.example.com/a", "Upstream"],
  ["Name: app\nUpstream: git@h.example.com:a/b.git", "IdentityFile"],
  [`${ssh}\nTokenRef: X`, "TokenRef"],
  [`${https}\nIdentityFile: ~/k`, "IdentityFile"],
  [`${https}\nKnownHostKey: ${hostKey}`, "KnownHostKey"],
  [`${ssh}\nKnownHostKey: h.example.com ${hostKey}`, "KnownHostKey"],
  ["Name: a\nUpstream: git@h.example.com:a\nIdentityFile: key", "IdentityFile"],
  [`${ssh}\nExtraHosts: { h.example.com: localhost }`, "ExtraHosts"],
  [`${ssh}\nExtraHosts: { "a b": 192.0.2.1 }`, "ExtraHosts"],
  [`${ssh}\nPush: { refs: }`, "refs"],
  [`${ssh}\nPush: { refs: ["--all"] }`, "refs"],
  [`${ssh}\nPush: { force: "yes" }`, "force"],
  [`${ssh}\nPush: { protect: [/etc] }`, "protect"],
  [`${ssh}\nPush: { protect: [a/../b] }`, "protect"],
] as const)("F29 refused, naming the key: %j", ([keys, key]) => {
  expect(bottleProblems(entry(keys))).toEqual([expect.stringContaining(key)]);
});

test("F29 a Name is unique; both places are named", () => {
  expect(bottleProblems(`${entry(https)}\n  - Name: App\n    Upstream: https://h.example.com/c`))
    .toMatchInlineSnapshot(`
    [
      "/home/bottles/b.md:5: Cannot declare the git Name "App": git[0].Name (/home/bottles/b.md:3) has already declared the git Name "app"
      Give each git entry a Name of its own",
    ]
  `);
});

test("F30 one extra host with two addresses is an error that names both entries", () => {
  const keys = `git:
  - Name: one
    Upstream: https://h.example.com/one
    ExtraHosts: { h.example.com: 192.0.2.1 }
  - Name: two
    Upstream: https://h.example.com/two
    ExtraHosts:
      H.example.com: 192.0.2.2`;
  expect(bottleProblems(keys)).toMatchInlineSnapshot(`
    [
      "/home/bottles/b.md:9: Cannot declare "H.example.com" as "192.0.2.2" in the ExtraHosts of the git entry "two": git[0].ExtraHosts.h.example.com (/home/bottles/b.md:5) has already declared "h.example.com" as "192.0.2.1" in the ExtraHosts of the git entry "one"
      Give the name one address: all entries share the gate's hosts file",
    ]
  `);
});

test("F30 one extra host with one address may be said by each entry", () => {
  const keys = `git:
  - { Name: one, Upstream: "https://h.example.com/one", ExtraHosts: { h.example.com: 192.0.2.1 } }
  - { Name: two, Upstream: "https://h.example.com/two", ExtraHosts: { h.example.com: 192.0.2.1 } }`;
  expect(bottleProblems(keys)).toEqual([]);
});

test.for([
  ["git@h.example.com:a/b.git", "h.example.com/a/b"],
  ["ssh://git@H.example.com:22/a/b", "h.example.com/a/b"],
  ["ssh://h.example.com:2222/a/b", "h.example.com:2222/a/b"],
  ["https://h.example.com:443/a/b.git", "h.example.com/a/b"],
  ["https://h.example.com:22/a/b", "h.example.com:22/a/b"],
] as const)("B18 %s is the repository %s", ([text, repository]) => {
  const upstream = parseUpstream(text);
  expect(upstream && repositoryOf(upstream)).toBe(repository);
});

test("F29 one repository is declared once, however its Upstream is spelled; both entries are named", () => {
  const keys = `git:
  - { Name: one, Upstream: "https://h.example.com/a/b" }
  - { Name: two, Upstream: "git@h.example.com:a/b.git", IdentityFile: ~/.ssh/key }`;
  expect(bottleProblems(keys)).toMatchInlineSnapshot(`
    [
      "/home/bottles/b.md:4: Cannot declare the repository "h.example.com/a/b" as the git entry "two": git[0].Upstream (/home/bottles/b.md:3) has already declared the repository "h.example.com/a/b" as the git entry "one"
      Declare each repository once: the agent's git could not tell the two entries apart",
    ]
  `);
});
