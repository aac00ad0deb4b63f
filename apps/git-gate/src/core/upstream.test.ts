import type { GateRemote } from "@claude-bottle/policy";
import { describe, expect, test } from "vitest";
import { gitEnvironment, protocolVersion } from "./git-environment.ts";
import { requireSoundGit } from "./git-version.ts";
import { usualLimits } from "./limits.ts";
import { parseForEachRef, parseLsRemote, sameRefs } from "./listed-refs.ts";
import { printable } from "./printable.ts";
import { failureWords, parsePorcelain, reasonForClient, resultFrom } from "./push-report.ts";
import { readRepositoryPath, repositoryNames } from "./repository-path.ts";
import { httpsUpstream, sshUpstream } from "./upstream-environment.ts";
import { upstreamUrl } from "./upstream-url.ts";

const A = "a".repeat(40);
const B = "b".repeat(40);

const remoteOf = (upstream: Partial<GateRemote["upstream"]>, more: Partial<GateRemote> = {}): GateRemote => ({
  name: "repo",
  upstream: { transport: "ssh", user: "git", host: "git.test", port: null, path: "/o/repo.git", ...upstream },
  known_host_key: null,
  extra_hosts: {},
  push: null,
  ...more,
});

test.for([
  [{}, "ssh://git@git.test/o/repo.git"],
  [{ port: 2222 }, "ssh://git@git.test:2222/o/repo.git"],
  [{ path: "o/repo.git" }, "git@git.test:o/repo.git"],
  [{ user: null }, "ssh://git.test/o/repo.git"],
  [{ transport: "https", user: null, port: 8443 }, "https://git.test:8443/o/repo.git"],
] as const)("B18 %j is dialled as %s", ([upstream, url]) => {
  expect(upstreamUrl(remoteOf(upstream))).toBe(url);
});

describe("under which names a remote is served", () => {
  test("its own, and its upstream's host and path", () => {
    const names = repositoryNames([
      remoteOf({}),
      remoteOf({ host: "h.test", port: 2222, path: "x/y" }, { name: "other" }),
    ]);
    expect([...names.keys()]).toEqual(["repo", "git.test/o/repo", "other", "h.test:2222/x/y"]);
  });

  test("the usual port is not part of it, and two remotes cannot share one", () => {
    expect([...repositoryNames([remoteOf({ port: 22 })]).keys()]).toContain("git.test/o/repo");
    const twice = [remoteOf({}), remoteOf({ transport: "https", user: null }, { name: "other" })];
    expect(() => repositoryNames(twice)).toThrow(/"repo" and "other" are both "git.test\/o\/repo"/);
  });

  test.for([
    ["/repo/info/refs", { repository: "repo", part: "info/refs" }],
    ["/git.test/o/repo.git/git-upload-pack", { repository: "git.test/o/repo", part: "git-upload-pack" }],
    ["/git.test//o/repo/git-receive-pack", { repository: "git.test/o/repo", part: "git-receive-pack" }],
    ["/a%20b/info/lfs/objects/batch", { repository: "a b", part: "info/lfs/objects/batch" }],
    ["/repo/HEAD", null],
    ["/info/refs", null],
    ["/%ff/info/refs", null],
    ["/repo/objects/info/packs", null],
    ["/repo/git-upload-archive", null],
  ] as const)("the path %s is read as %j", ([path, read]) => {
    expect(readRepositoryPath(path)).toEqual(read);
  });
});

describe("the environment of a git", () => {
  const paths = { agent: "/run/a b.agent", knownHosts: "/run/k", connection: "/run/c" };

  test("holds nothing of the gate's own", () => {
    const env = gitEnvironment([["a.b", "c"]], usualLimits);
    expect(env).toMatchObject({
      HOME: "/nonexistent",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_NO_REPLACE_OBJECTS: "1",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "a.b",
      GIT_CONFIG_VALUE_0: "c",
    });
  });

  test("B22 ssh asks nobody, waits for nobody, and knows one server and one key", () => {
    const { extra } = sshUpstream(remoteOf({}, { extra_hosts: { "git.test": "192.0.2.1" } }), paths);
    for (const option of [
      "BatchMode=yes",
      "ConnectTimeout=10",
      "StrictHostKeyChecking=yes",
      "IdentityFile=none",
      "UserKnownHostsFile=/run/k",
      "GlobalKnownHostsFile=/dev/null",
      "HostName=192.0.2.1",
    ])
      expect(extra["GIT_SSH_COMMAND"]).toContain(`'-o' '${option}'`);
    expect(extra["GIT_SSH_COMMAND"]).toContain("'IdentityAgent=/run/a b.agent'");
  });

  test("F30 https goes to the operator's address, follows nobody, and offers the token to its origin alone", () => {
    const remote = remoteOf(
      { transport: "https", user: null, port: 8443 },
      { extra_hosts: { "git.test": "2001:db8::1" } },
    );
    const settings = new Map(httpsUpstream(remote, { roots: "/run/roots", token: "t" }));
    expect(settings.get("http.curloptResolve")).toBe("git.test:8443:[2001:db8::1]");
    expect(settings.get("http.followRedirects")).toBe("false");
    expect(settings.get("http.sslCAInfo")).toBe("/run/roots");
    const header = `Authorization: Basic ${Buffer.from("x-access-token:t").toString("base64")}`;
    expect(settings.get("http.https://git.test:8443/.extraHeader")).toBe(header);
    const without = httpsUpstream(remote, { roots: "/run/roots", token: null });
    expect(without.some(([key]) => key.endsWith("extraHeader"))).toBe(false);
  });

  test("a client's protocol version is passed on only when it is one", () => {
    expect(protocolVersion("version=2")).toEqual({ GIT_PROTOCOL: "version=2" });
    for (const header of [undefined, "version=3", "version=2:x=y", "x"])
      expect(protocolVersion(header)).toEqual({});
  });
});

describe("versions of git", () => {
  test.for([
    "git version 2.39.5",
    "git version 2.39.5 (Apple Git-154)",
    "git version 2.47.0",
    "git version 2.50.1.windows.1",
    "git version 3.0.0",
  ])("%s is used", (printed) => {
    expect(requireSoundGit(printed)).toMatch(/^\d/);
  });
  test.for([
    "git version 2.39.3",
    "git version 2.45.0",
    "git version 2.30.9",
    "git version 1.9.1",
    "",
    "bash: git: not found",
  ])("%j is not", (printed) => {
    expect(() => requireSoundGit(printed)).toThrow(/known holes|does not say/);
  });
});

describe("what an upstream has and says", () => {
  test("its refs and default branch, without peeled tags and other kinds", () => {
    const output = `ref: refs/heads/trunk\tHEAD\n${A}\tHEAD\n${A}\trefs/heads/trunk\n${B}\trefs/tags/v1\n${A}\trefs/tags/v1^{}\n${A}\trefs/pull/1/head\n`;
    const { refs, head } = parseLsRemote(output);
    expect(head).toBe("refs/heads/trunk");
    expect([...refs]).toEqual([
      ["refs/heads/trunk", A],
      ["refs/tags/v1", B],
    ]);
    expect(parseLsRemote("")).toEqual({ refs: new Map(), head: null });
    const same = parseForEachRef(`${A} refs/heads/trunk\n${B} refs/tags/v1\n`);
    expect(sameRefs(refs, same)).toBe(true);
    expect(sameRefs(refs, new Map([...same, ["refs/heads/x", A]]))).toBe(false);
    expect(
      sameRefs(
        refs,
        new Map([
          ["refs/heads/trunk", B],
          ["refs/tags/v1", B],
        ]),
      ),
    ).toBe(false);
  });

  test("each ref has its own result, and what is not named is unknown", () => {
    const output = `To https://x\n \t${A}:refs/heads/a\t1..2\n!\t${A}:refs/heads/b\t[remote rejected] (hook (x) declined)\n-\t:refs/heads/c\t[deleted]\n!\t${A}:refs/heads/d\t[rejected] (stale info)\nDone\n`;
    expect([...parsePorcelain(output)]).toEqual([
      ["refs/heads/a", { ok: true }],
      ["refs/heads/b", { ok: false, why: "hook (x) declined" }],
      ["refs/heads/c", { ok: true }],
      ["refs/heads/d", { ok: false, why: "stale info" }],
    ]);
    expect(reasonForClient("stale info")).toBe("fetch first");
  });

  test("an unknown result is success only where the upstream has exactly what was asked", () => {
    const command = { old: A, new: B, ref: "refs/heads/a" };
    const at = (id: string): Map<string, string> => new Map([["refs/heads/a", id]]);
    expect(resultFrom(command, at(B), "why")).toEqual({ ok: true });
    expect(resultFrom(command, at(A), "why")).toEqual({ ok: false, why: "why" });
    expect(resultFrom(command, new Map(), "why").ok).toBe(false);
    expect(resultFrom(command, null, "why").ok).toBe(false);
    expect(resultFrom({ ...command, new: null }, new Map(), "why").ok).toBe(true);
    expect(resultFrom({ ...command, old: B }, at(B), "why").ok).toBe(false);
  });

  test("what failed is told in its own words, on one line, without what a terminal would obey", () => {
    const stderr =
      "Host key verification failed.\r\nfatal: Could not read from remote repository.\n\nPlease make sure\n";
    expect(failureWords(stderr)).toBe("Host key verification failed.");
    expect(failureWords("remote: \u001b[31mno\n")).toBe("remote: ?[31mno");
    expect(printable("a\nb\u0007", 3)).toBe("a b…");
  });
});
