import { expect, test } from "vitest";
import { agentProblems, bottleProblems } from "./fixture.ts";
import { memoryBytes } from "./resources.ts";

test("every problem of a file is reported, in the order of its lines, with the nearest known key", () => {
  expect(
    bottleProblems(`suprevise: true
egress:
  allow_list: [a.example.com]
  dlp_action: maybe
  zzz: 1
resources: { cpus: none }
egress_proxy:
  routes:
    - host: https://a.example.com
      methds: [GET]`),
  ).toMatchInlineSnapshot(`
    [
      "/home/bottles/b.md:2: Unknown key "suprevise"
      Did you mean "supervise"?",
      "/home/bottles/b.md:4: Unknown key "allow_list" in "egress"
      Did you mean "allowlist"?",
      "/home/bottles/b.md:5: "egress.dlp_action" ("maybe") cannot be used: expected "block" or "warn"",
      "/home/bottles/b.md:6: Unknown key "zzz" in "egress"
      Remove it, or use one of: allowlist, dlp_action, pipelock, inspect",
      "/home/bottles/b.md:7: "resources.cpus" ("none") cannot be used: expected a number",
      "/home/bottles/b.md:10: "egress_proxy.routes[0].host" ("https://a.example.com") cannot be used: expected a host name such as api.example.com, without scheme, port or path",
      "/home/bottles/b.md:11: Unknown key "methds" in "egress_proxy.routes[0]"
      Did you mean "methods"?",
    ]
  `);
});

test.for(["[]", "- a", "text", "3"])("a front matter that is %j is refused", (keys) => {
  expect(bottleProblems(keys)).toEqual([expect.stringContaining("expected a map of keys")]);
});

test.for([
  "supervise: no",
  "supervise: 1",
  "supervise:",
  "egress: { pipelock: off }",
  "egress: { allowlist: a.example.com }",
  "egress: { inspect: ['*'] }",
  "resources: { cpus: 0 }",
  "resources: { cpus: .inf }",
  "resources: { memory: 4 }",
  "resources: { memory: 4gb }",
  "resources: { memory: 0g }",
  "resources: { pids: 1.5 }",
  "dockerfile: Dockerfile",
  "dockerfile: ~root/Dockerfile",
  "dockerfile: ''",
  "extends: []",
  "extends: ../other",
  "extends: 3",
])("`%s` is refused", (keys) => {
  expect(bottleProblems(keys)).toEqual([expect.stringMatching(/^\/home\/bottles\/b\.md:2: /)]);
});

test.for([
  "dockerfile: ~/a/Dockerfile",
  "dockerfile: /a/Dockerfile",
  "resources: { cpus: 0.5, memory: 512M, pids: 64 }",
])("F63 `%s` loads", (keys) => {
  expect(bottleProblems(keys)).toEqual([]);
});

test.for([
  ["512m", 536_870_912],
  ["4G", 4_294_967_296],
  ["1k", 1024],
  ["4", null],
  ["four", null],
] as const)("the memory %s is %s bytes", ([text, bytes]) => {
  expect(memoryBytes(text)).toBe(bytes);
});

test.for([
  ["", '"bottle" is missing'],
  ["bottle: B", '"bottle" ("B")'],
  ["bottle: b\nskills: [../x]", '"skills[0]" ("../x")'],
  ["bottle: b\nskills: [.]", '"skills[0]" (".")'],
  ["bottle: b\nmodel: 3", '"model" (3)'],
  ['bottle: b\ncolor: "\\e[31m"', String.raw`"color" ("\u001b[31m")`],
  ["bottle: b\nprompt: x", "Write the prompt below the front matter"],
  ["bottle: b\negress: {}", "Move it to the bottle"],
  ["bottle: b\nmodle: opus", 'Did you mean "model"?'],
] as const)("the agent %j is refused with %j", ([keys, text]) => {
  expect(agentProblems(keys)).toEqual([expect.stringContaining(text)]);
});

test("an agent's keys for the CLI pass", () => {
  expect(
    agentProblems(
      "bottle: b\nname: A\ndescription: |\n  two\n  lines\nmodel: opus\ncolor: red\nmemory: user\nskills:",
    ),
  ).toEqual([]);
});

test("a file with no end of problems is cut off with their number", () => {
  const problems = bottleProblems(Array.from({ length: 5000 }, (_, at) => `key${at}: 1`).join("\n"));
  expect(problems).toHaveLength(101);
  expect(problems.at(-1)).toBe("/home/bottles/b.md:102: Left out 4900 more problems, from here on");
});
