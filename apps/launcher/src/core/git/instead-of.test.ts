import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseUpstream } from "@claude-bottle/manifest";
import { describe, expect, test } from "vitest";
import { gateUrl, insteadOf } from "./instead-of.ts";
import { spellings } from "./spellings.ts";

const PATH = "/usr/local/bin:/usr/bin:/bin";
const git = spawnSync("git", ["--version"], { env: { PATH } }).status === 0;
if (!git) process.stderr.write("skipped: what git itself makes of insteadOf, for there is no git here\n");

function entry(name: string, url: string) {
  const upstream = parseUpstream(url);
  if (upstream === null) throw new Error(`no upstream: ${url}`);
  return { name, url, upstream };
}

/** Runs git in a new repository whose remotes `r0`, `r1` … have these addresses; `local`: more of its own configuration. */
function gitWith(config: string, urls: readonly string[], local = "") {
  const root = mkdtempSync(join(tmpdir(), "claude-bottle-instead-of-"));
  const run = (...args: string[]): string => {
    const env = { PATH, HOME: root, GIT_CONFIG_SYSTEM: join(root, "system") };
    const { status, stdout, stderr } = spawnSync("git", args, { cwd: root, env, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  };
  writeFileSync(join(root, "system"), config);
  run("init", "--quiet", ".");
  const remotes = urls.map((url, index) => `[remote "r${index}"]\n\turl = "${url}"\n`);
  writeFileSync(join(root, ".git", "config"), `[core]\n\tbare = false\n${local}${remotes.join("")}`);
  return { run, [Symbol.dispose]: () => rmSync(root, { recursive: true }) };
}

/** What git fetches from and pushes to, for each address. */
function rewritten(config: string, urls: readonly string[], local = ""): { fetch: string; push: string }[] {
  using git = gitWith(config, urls, local);
  const lines = git.run("remote", "-v").split("\n");
  const found = (index: number, kind: string): string =>
    lines.find((line) => line.startsWith(`r${index}\t`) && line.endsWith(` (${kind})`))?.split(/[\t ]/)[1] ??
    "";
  return urls.map((_, index) => ({ fetch: found(index, "fetch"), push: found(index, "push") }));
}

const both = (url: string): { fetch: string; push: string } => ({ fetch: url, push: url });
const gate = "http://git-gate:9418/app.git";

describe.runIf(git)("what git itself makes of the rules", () => {
  const ssh = entry("app", "git@git.example.com:acme/app.git");
  const port = entry("app", "ssh://deploy@git.example.com:2222/acme/app.git");
  const https = entry("app", "https://git.example.com/acme/app");
  const httpsPort = entry("app", "https://git.example.com:8443/acme/app.git");

  const usual = [
    "ssh://git@git.example.com/acme/app",
    "ssh://git@git.example.com/acme/app.git",
    "ssh://git@git.example.com:22/acme/app.git",
    "ssh://git.example.com/acme/app.git",
    "git+ssh://git@git.example.com/acme/app.git",
    "git@git.example.com:acme/app",
    "git@git.example.com:acme/app.git",
    "git@git.example.com:/acme/app.git",
    "git.example.com:acme/app.git",
    "https://git.example.com/acme/app",
    "https://git.example.com/acme/app.git",
    "https://git.example.com:443/acme/app.git",
    "https://git@git.example.com/acme/app.git",
    "https://acme@git.example.com/acme/app.git",
    "http://git.example.com/acme/app.git",
    "git://git.example.com/acme/app.git",
  ];

  test.for([ssh, port, https, httpsPort])(
    "F31 declared as $url, the usual spellings of a repository go to the gate for all operations",
    (declared) => {
      expect(rewritten(insteadOf([declared]), usual)).toEqual(usual.map(() => both(gate)));
      using git = gitWith(insteadOf([declared]), []);
      expect(git.run("ls-remote", "--get-url", "git.example.com:acme/app")).toBe(gate);
    },
  );

  test.for([
    [ssh, "ssh://git@git.example.com/~/acme/app.git"],
    [port, "ssh://deploy@git.example.com:2222/acme/app"],
    [port, "ssh://git.example.com:2222/acme/app.git"],
    [port, "deploy@git.example.com:acme/app.git"],
    [httpsPort, "https://git.example.com:8443/acme/app"],
    [httpsPort, "https://git@git.example.com:8443/acme/app.git"],
    [entry("app", "SSH://git@Git.Example.com/acme/app.git"), "SSH://git@Git.Example.com/acme/app.git"],
    [entry("app", "ssh://git@git.example.com/~me/app"), "git@git.example.com:~me/app.git"],
  ] as const)(
    "F31 B18 %j also has the spelling %s, and the gate's port stays the gate's",
    ([declared, url]) => {
      expect(rewritten(insteadOf([declared]), [url])).toEqual([both(gate)]);
    },
  );

  test.for([
    "ssh://git@git.example.com/acme/app.git/",
    "git@git.example.com:acme/app/",
    "https://git.example.com/acme/app/",
  ])("F31 a trailing slash is carried along, which a path of the gate may have: %s", (url) => {
    expect(rewritten(insteadOf([ssh]), [url])).toEqual([both(`${gate}/`)]);
  });

  test("F31 every spelling that is given is one that git rewrites", () => {
    for (const declared of [ssh, port, https, httpsPort]) {
      const all = spellings(declared, [declared]);
      expect(new Set(all).size).toBe(all.length);
      expect(rewritten(insteadOf([declared]), all)).toEqual(all.map(() => both(gate)));
    }
  });

  test.for([
    "https://git.example.com/other/app.git",
    "https://git.example.com:8080/acme/app.git",
    "ssh://git@git.example.com:2022/acme/app.git",
    "git@git.example.com:2222/acme/app.git",
    "git@elsewhere.example.com:acme/app.git",
    "https://git.example.com.elsewhere.example/acme/app.git",
  ])("B17 B18 %s is none of it: another port or path is another repository, and stays as it is", (url) => {
    expect(rewritten(insteadOf([port]), [url])).toEqual([both(url)]);
  });

  test("F31 the name of one repository may begin with that of another", () => {
    const entries = [ssh, entry("docs", "git@git.example.com:acme/app-docs.git")];
    const urls = ["git@git.example.com:acme/app-docs.git", "https://git.example.com/acme/app-docs"];
    expect(rewritten(insteadOf(entries), urls)).toEqual(urls.map(() => both(gateUrl("docs"))));
  });

  test("F31 what begins like a declared repository and is none never becomes another one", () => {
    const entries = [ssh, entry("app2", "git@git.example.com:other/thing.git")];
    expect(rewritten(insteadOf(entries), ["git@git.example.com:acme/app2"])).toEqual([both(`${gate}2`)]);
  });

  test("B18 two ports of one host are two repositories; what could mean either is led to neither", () => {
    const entries = [
      entry("one", "ssh://git@git.example.com:2201/acme/app"),
      entry("two", "ssh://git@git.example.com:2202/acme/app"),
    ];
    const urls = [
      "ssh://git@git.example.com:2201/acme/app.git",
      "ssh://git@git.example.com:2202/acme/app.git",
      "git@git.example.com:acme/app.git",
    ];
    expect(rewritten(insteadOf(entries), urls)).toEqual(
      [gateUrl("one"), gateUrl("two"), "git@git.example.com:acme/app.git"].map(both),
    );
  });

  test("F31 rules of the repository's own, for both directions or for pushing alone, do not lead past the gate", () => {
    const local = `[url "git@git.example.com:"]\n\tpushInsteadOf = https://git.example.com/\n\tinsteadOf = ex:\n`;
    expect(rewritten(insteadOf([https]), ["https://git.example.com/acme/app.git"], local)).toEqual([
      both(gate),
    ]);
  });

  test("F31 an address of the copied repository is led there too, in whatever case its host is written", () => {
    const odd = "https://GIT.example.com/acme/app.git";
    const written = [odd, 'https://git.example.com/acme/app"x', "https://GIT.example.com/acme/other"];
    expect(rewritten(insteadOf([https], { written, readable: [] }), [odd])).toEqual([both(gate)]);
  });

  test("F31 a repository that only begins like a declared one is left alone where it may be read, and declared ones are not", () => {
    const entries = [ssh, entry("docs", "git@git.example.com:acme/app-docs.git")];
    const rules = insteadOf(entries, { written: [], readable: ["*.example.com"] });
    const others = ["app-api", "apps", "app2.git", "app.js", "APP", "app_x", "app-docs2"].map(
      (name) => `https://git.example.com/acme/${name}`,
    );
    expect(rewritten(rules, others)).toEqual(others.map(both));
    const own = ["app", "app.git", "app/", "app-docs", "app-docs.git"].map(
      (name) => `https://git.example.com/acme/${name}`,
    );
    expect(rewritten(rules, own)).toEqual(
      [gate, gate, `${gate}/`, gateUrl("docs"), gateUrl("docs")].map(both),
    );
  });
});

test("F31 no entry, no text", () => {
  expect(insteadOf([])).toBe("");
});
