import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docker, engineMissing, engineObjects } from "../world/docker-cli.ts";
import { identityIn } from "../world/identity-in.ts";
import { pipelockKinds, realMissing } from "../world/pipelock-kinds.ts";
import { createWorld, type World } from "../world/world.ts";

const missing = engineMissing();
if (missing !== null) process.stdout.write(`skipped: pipelock in real bottles: ${missing}\n`);

const tokens = {
  API: "route-token-abcdefgh",
  MODEL: "model-token-0123456789",
  HOST_VALUE: "host-canary-1234567890",
};
const inspected = "api.example.test";
const passed = "files.example.test";
const evil = "evil.example.test";
const model = "api.anthropic.com";
const hosts = [inspected, passed, evil, model];
/** Ordinary code that a core rule of pipelock, and of nobody else, takes for a key. */
const onlyPipelocks = "CanvasRenderingContext2D";
const shaped = `ghp_${"aB3d".repeat(9)}`;
const TIMEOUT_MS = 180_000;
const START_MS = 600_000;

const send = "curl -sS -o /tmp/body -w '%{http_code} '";
const routes = `
egress_proxy:
  routes:
    - { host: ${inspected}, auth: { scheme: Bearer, token_ref: API } }
    - { host: ${model}, auth: { scheme: Bearer, token_ref: MODEL } }`;
const chain = `
env: { GIVEN: "\${HOST_VALUE}" }
egress: { inspect: [${inspected}], allowlist: [${passed}] }
${routes}`;
const warning = `
egress: { inspect: [${inspected}], dlp_action: warn }
${routes}`;
const alone = `egress: { allowlist: [${inspected}] }`;

interface Cell {
  identity: string;
  notices: string;
  inside(script: string): Promise<string>;
}

async function startCell(world: World, agent: string): Promise<Cell> {
  const { code, stdout, stderr } = await world.cli(["start", agent, "--yes", "--detach"]);
  if (code !== 0) throw new Error(stderr);
  const identity = stdout.trim();
  return {
    identity,
    notices: stderr,
    inside: async (script) => (await world.cli(["exec", identity, "--", "bash", "-c", script])).stdout,
  };
}

const part = (name: string, { identity }: Cell): string => `claude-bottle-${name}-${identity}`;

async function logsOf(world: World, { identity }: Cell, service: string): Promise<string> {
  return (await world.cli(["logs", identity, service])).stdout;
}

/** Tunnels to a host through pipelock, as egress-proxy does; says who signed what it is shown. */
const issuerBehindPipelock = (host: string): string => `
const outgoing = require("node:http").request({ host: "pipelock", port: 8888, method: "CONNECT", path: "${host}:443" }).end();
outgoing.on("connect", (answer, socket) => {
  if (answer.statusCode !== 200) { console.log("connect " + answer.statusCode); socket.destroy(); return; }
  const secure = require("node:tls").connect({ socket, servername: "${host}", rejectUnauthorized: false }, () => {
    console.log(secure.getPeerCertificate().issuer.CN);
    secure.destroy();
  });
});`;

const unrun = realMissing === null ? [] : [realMissing];
for (const why of unrun)
  test(`bottles with the real pipelock are not run: ${why}`, (context) => context.skip(why));

describe.skipIf(missing !== null).for(pipelockKinds)(
  "bottles with $name",
  { timeout: TIMEOUT_MS },
  ({ open }) => {
    const held = new AsyncDisposableStack();
    let world: World;
    let first: Cell;
    let second: Cell;
    let warned: Cell;
    let own: Cell;

    beforeAll(async () => {
      const { env } = held.use(await open());
      world = held.use(await createWorld({ hosts, env: { ...tokens, ...env } }));
      for (const [name, frontMatter] of Object.entries({ chain, warning, alone })) {
        await world.bottle(name, frontMatter);
        await world.agent(name, `bottle: ${name}`);
      }
      first = await startCell(world, "chain");
      [second, warned, own] = await Promise.all([
        startCell(world, "chain"),
        startCell(world, "warning"),
        startCell(world, "alone"),
      ]);
    }, START_MS);

    afterAll(async () => {
      const running = [first, second, warned, own];
      await Promise.all(running.map(({ identity }) => world.cli(["stop", identity])));
      const left = await Promise.all(running.map(({ identity }) => engineObjects(identity)));
      await held.disposeAsync();
      expect(left.flat()).toEqual([]);
    }, START_MS);

    const arrived = async (path: string): Promise<string[]> =>
      (await world.sink.requests())
        .filter(({ url }) => url === path)
        .map(({ host, body }) => `${host} ${body.toString()}`);

    test("F20 one pipelock for each bottle, with a network and a volume of its own", async () => {
      for (const cell of [first, second]) {
        expect(await engineObjects(cell.identity)).toEqual(
          [
            `container claude-bottle-${cell.identity}`,
            `container ${part("pipelock", cell)}`,
            `container ${part("egress-proxy", cell)}`,
            `network ${part("net", cell)}`,
            `network ${part("proxy", cell)}`,
            `network ${part("egress", cell)}`,
            `volume ${part("pipelock", cell)}-config`,
          ].toSorted(),
        );
      }
      const both = await Promise.all(
        [first, second].map((cell, n) => cell.inside(`${send} https://${inspected}/both-${n}`)),
      );
      expect(both).toEqual(["200 ", "200 "]);
    });

    test("F20 B16 its configuration names hosts and the action, and no value of the bottle", async () => {
      const file = join(world.cwd, "pipelock.yaml");
      await docker("cp", `${part("pipelock", first)}:/etc/pipelock/pipelock.yaml`, file);
      const yaml = await readFile(file, "utf8");
      for (const host of [inspected, passed, model]) expect(yaml).toContain(host);
      expect(yaml).toMatch(/^request_body_scanning:\n {2}enabled: true\n {2}action: block$/m);
      const shown = await docker("inspect", part("pipelock", first));
      for (const value of Object.values(tokens)) expect(yaml + shown).not.toContain(value);
    });

    test("F21 another host is refused inside TLS in our words; pipelock by itself refuses it too", async () => {
      const printed = await first.inside(`${send} https://${evil}/x; cat /tmp/body`);
      expect(printed).toMatch(/^403 /);
      expect(printed).toContain(evil);
      const script = issuerBehindPipelock(evil);
      expect(await docker("exec", part("egress-proxy", first), "node", "-e", script)).toBe("connect 403");
      expect((await world.sink.requests()).filter(({ host }) => host === evil)).toEqual([]);
    });

    test("F22 F23 B16 a secret-shaped body to an inspected host is refused and does not arrive; a plain GET does", async () => {
      const printed = await first.inside(`
${send} -d '${shaped}' https://${inspected}/shaped
${send} -d 'const c: ${onlyPipelocks} = 1' https://${inspected}/code; grep -o 'egress.inspect' /tmp/body | head -1
${send} https://${inspected}/plain`);
      expect(printed).toBe("403 403 egress.inspect\n200 ");
      expect(await arrived("/shaped")).toEqual([]);
      expect(await arrived("/code")).toEqual([]);
      expect(await arrived("/plain")).toEqual([`${inspected} `]);
    });

    test("F22 with warn the same bodies are forwarded, and logged without what is in them", async () => {
      const printed = await warned.inside(`
${send} -d '${shaped}' https://${inspected}/warned-shaped
${send} -d '${onlyPipelocks}' https://${inspected}/warned-code`);
      expect(printed).toBe("200 200 ");
      expect(await arrived("/warned-shaped")).toEqual([`${inspected} ${shaped}`]);
      expect(await arrived("/warned-code")).toEqual([`${inspected} ${onlyPipelocks}`]);
      const logged = await logsOf(world, warned, "pipelock");
      expect(logged).toContain("body_dlp");
      expect(logged).not.toContain(shaped);
    });

    test("B45 what pipelock refuses stands in its log, which is shown without what it found", async () => {
      expect(await first.inside(`${send} https://${inspected}/${onlyPipelocks}`)).toBe("403 ");
      expect(await docker("logs", part("pipelock", first))).toContain(onlyPipelocks);
      const logged = await logsOf(world, first, "pipelock");
      expect(logged).toContain("core DLP match");
      expect(logged).not.toContain(onlyPipelocks);
    });

    test("F26 B36 a conversation with code, word lists and images passes to the model, streamed", async () => {
      const printed = await first.inside(`
python3 - <<'P' > /tmp/turn
import json, random, base64
random.seed(7)
words = ["abandon","ability","able","about","above","absent","asia","absorb","abstract","absurd","abuse","access"]
code = "\\n".join("token = getToken(%d)\\nconst c: ${onlyPipelocks}\\n" % i for i in range(5000))
image = base64.b64encode(bytes(random.randrange(256) for _ in range(400000))).decode()
print(json.dumps({"model":"m","stream":True,"messages":[{"role":"user","content":code+"\\n".join(random.choice(words) for _ in range(9000))+image}]}))
P
${send} --data-binary @/tmp/turn https://${model}/v1/messages; grep -c '^event:' /tmp/body
curl -sSN --max-time 30 https://${model}/sse | { read -r first; curl -sS https://${model}/release; echo "$first"; grep data; }`);
      expect(printed).toBe("200 6\nreleased\ndata: 0\ndata: 1\ndata: 2\n");
    });

    test("F37 a credential arrives over both hops, intercepted or passed through", async () => {
      await first.inside(`${send} https://${inspected}/credential; ${send} https://${model}/credential`);
      const got = (await world.sink.requests()).filter(({ url }) => url === "/credential");
      expect(got.find(({ host }) => host === inspected)?.headers).toContain(`Bearer ${tokens.API}`);
      expect(got.find(({ host }) => host === model)?.headers).toContain(`Bearer ${tokens.MODEL}`);
    });

    test("F41 the agent trusts egress-proxy only, and egress-proxy sees pipelock's certificate where it inspects", async () => {
      const printed = await first.inside(`
curl -sv https://${inspected}/ 2>&1 | grep -o 'issuer: .*'
curl -sv https://${passed}/ 2>&1 | grep -o 'issuer: .*'
python3 -c 'import ssl; print([v for c in ssl.create_default_context().get_ca_certs() for p in c["subject"] for k, v in p if k == "commonName" and "claude-bottle" in v])'`);
      const own = `claude-bottle ${first.identity}`;
      expect(printed).toBe(`issuer: CN=${own}\nissuer: CN=${own}\n['${own}']\n`);
      const issuer = (host: string): Promise<string> =>
        docker("exec", part("egress-proxy", first), "node", "-e", issuerBehindPipelock(host));
      expect(await issuer(inspected)).toBe(`claude-bottle pipelock ${first.identity}`);
      expect(await issuer(passed)).toBe("test upstreams");
    });

    test("pipelock is out of the agent's reach when egress-proxy runs", async () => {
      const addresses = await docker(
        "inspect",
        "--format",
        "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}",
        part("pipelock", first),
      );
      expect(addresses.split(" ").length).toBeGreaterThanOrEqual(2);
      const printed = await first.inside(`
getent hosts pipelock || echo unknown
for address in ${addresses}; do curl -s --noproxy '*' --connect-timeout 2 -o /dev/null http://$address:8888/health && echo reached; done
echo tried`);
      expect(printed).toBe("unknown\ntried\n");
    });

    test("B10 B11 B12 the sidecars' names go around the proxy, and a proxied call to one is refused as a host", async () => {
      const printed = await first.inside(`
for name in localhost 127.0.0.1 git-gate supervise; do case ",$NO_PROXY," in *,$name,*) ;; *) echo "lacks $name";; esac; done
[ "$NO_PROXY" = "$no_proxy" ] && echo same
curl -s http://supervise:9100/around; echo "exit $?"
${send} --noproxy '' http://pipelock:8888/health
${send} --noproxy '' https://supervise/through; grep -o supervise /tmp/body | head -1`);
      // 6: the name is not known, so nobody was asked to forward it
      expect(printed).toMatch(/^same\nexit 6\n4\d\d 403 supervise\n$/);
      expect(await logsOf(world, first, "egress-proxy")).not.toContain("/around");
    });

    test("F40 without egress_proxy pipelock is the agent's proxy, its authority is trusted, and the preflight says so", async () => {
      expect(own.notices).toMatch(/^TLS\s+opened by pipelock$/m);
      expect(own.notices).toMatch(/pipelock is the agent's own proxy/);
      expect(await engineObjects(own.identity)).not.toContainEqual(expect.stringContaining("egress-proxy"));
      const printed = await own.inside(`
echo $HTTPS_PROXY $http_proxy
${send} https://${inspected}/own
${send} -d '${shaped}' https://${inspected}/own-shaped
${send} -H 'Authorization: Bearer ${shaped}' https://${inspected}/own-header
curl -s -o /dev/null -w '%{http_connect} ' https://${evil}/; echo $?
curl -sv https://${inspected}/ 2>&1 | grep -o 'issuer: .*'`);
      expect(printed).toMatch(
        new RegExp(
          `^http://pipelock:8888 http://pipelock:8888\\n200 403 403 403 [1-9]\\d*\\nissuer: .*claude-bottle pipelock ${own.identity}`,
        ),
      );
      expect(await arrived("/own-shaped")).toEqual([]);
      expect(await arrived("/own-header")).toEqual([]);
    });

    test("a bottle that ends takes its own pipelock with it and leaves the other's alone", async () => {
      await world.cli(["stop", second.identity]);
      expect(await engineObjects(second.identity)).toEqual([]);
      expect(await first.inside(`${send} https://${inspected}/still`)).toBe("200 ");
    });
  },
);

describe.skipIf(missing !== null)("a pipelock that cannot be used", { timeout: TIMEOUT_MS }, () => {
  const refusing = `#!/bin/sh\necho 'line 3: field seed_phrase_detection not found in type config.Config' >&2\nexit 1\n`;
  const expectNothing = async (world: World, said: string): Promise<void> => {
    expect(await engineObjects(identityIn(said))).toEqual([]);
    expect(await readdir(join(world.home, "state")).catch(() => [])).toEqual([]);
  };

  test("F20 not to be had: start refuses, nothing is created, the ways out are named", async () => {
    const none = { CLAUDE_BOTTLE_PIPELOCK_IMAGE: "", CLAUDE_BOTTLE_PIPELOCK_BINARY: "/nowhere/pipelock" };
    await using world = await createWorld({ env: { ...tokens, ...none } });
    await world.bottle("b", chain);
    await world.agent("a", "bottle: b");
    const ended = await world.shell("a", "true");
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/Cannot get pipelock from the binary "\/nowhere\/pipelock"/);
    for (const way of [
      "CLAUDE_BOTTLE_PIPELOCK_IMAGE",
      "CLAUDE_BOTTLE_PIPELOCK_BINARY",
      "egress.pipelock: false",
    ])
      expect(ended.stderr).toContain(way);
    await expectNothing(world, ended.stderr);
  });

  test("F20 F58 one that refuses its configuration ends the start with its own words, and leaves nothing", async () => {
    await using world = await createWorld({ env: tokens });
    const path = join(world.cwd, "refusing");
    await writeFile(path, refusing);
    await chmod(path, 0o755);
    await world.bottle("b", chain);
    await world.agent("a", "bottle: b");
    const env = { CLAUDE_BOTTLE_PIPELOCK_IMAGE: "", CLAUDE_BOTTLE_PIPELOCK_BINARY: path };
    const ended = await world.shell("a", "true", { env });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/pipelock refused its configuration.*field seed_phrase_detection not found/);
    await expectNothing(world, ended.stderr);
  });
});
