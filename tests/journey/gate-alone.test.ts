import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docker, engineMissing, run } from "../world/docker-cli.ts";
import { type GateAlone, REPOSITORY, startGateAlone } from "../world/gate-alone/gate-alone.ts";
import { killDuringPush, type Pushing } from "../world/gate-alone/kill-during-push.ts";
import { serviceMissing } from "../world/service-image.ts";

const missing = engineMissing() ?? serviceMissing("git-gate");
if (missing !== null) process.stdout.write(`skipped: the gate's image alone: ${missing}\n`);

const AGENTS = 20;

describe.skipIf(missing !== null)("the gate's image alone", { timeout: 300_000 }, () => {
  let gate: GateAlone;
  beforeAll(async () => {
    gate = await startGateAlone();
  }, 300_000);
  afterAll(async () => {
    await gate[Symbol.asyncDispose]();
  });

  async function ask(path: string): Promise<unknown> {
    const { stdout } = await run("docker", ["exec", "-i", gate.name, "node", "/app/ask.mjs"], {
      env: process.env,
      input: JSON.stringify({ method: "GET", path }),
    });
    return JSON.parse(stdout);
  }

  test("becomes healthy, and has neither key nor token in what the engine shows of it", async () => {
    const health = (): Promise<string> =>
      docker("inspect", "--format", "{{.State.Health.Status}}", gate.name);
    const deadline = Date.now() + 60_000;
    while ((await health()) === "starting" && Date.now() < deadline);
    expect(await health()).toBe("healthy");
    const shown = await docker("inspect", gate.name);
    expect(shown).not.toContain("PRIVATE KEY");
    expect(shown).not.toContain(gate.planted);
  });

  test("F27 F28 serves a clone, sends a clean push on over ssh, refuses a secret, and says so on its control socket", async () => {
    const { code, stdout } = await gate.client(`exec 2>&1; set -e; cd "$(mktemp -d)"
git clone -q ${gate.url} copy 2>&1; cd copy; git checkout -q -B main
echo one >a.txt; git add .; git commit -qm One; git push -q origin main
git clone -q ${gate.url} ../again; cat ../again/a.txt
echo ${gate.planted} >b.txt; git add .; git commit -qm Two; git push origin main 2>&1 || echo "ended with $?"`);
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/^one$/m);
    expect(stdout).toMatch(/remote: .*known-value in b\.txt:1:1[^]*ended with 1/);
    expect(await gate.host.git(REPOSITORY, "log", "--format=%an: %s", "main")).toBe("Agent: One");
    expect(await ask("/status")).toMatchObject({
      status: 200,
      body: {
        mirrors: [{ name: "app", failure: null }],
        pushes: [{ verdict: "secret" }, { verdict: "clean", results: { "refs/heads/main": "ok" } }],
      },
    });
    expect(await ask("/nothing")).toMatchObject({ status: 404 });
  });

  test(`${AGENTS} agents push to one remote at once, and what each is told is so`, async () => {
    const copies = Array.from({ length: AGENTS }, (_, n) => `/tmp/agents/${n}`);
    const made = await gate.client(`set -e; mkdir /tmp/agents
for n in $(seq 0 ${AGENTS - 1}); do git clone -q ${gate.url} /tmp/agents/$n 2>&1; cd /tmp/agents/$n; git checkout -q -B main
echo "of $n" >$n.txt; git add .; git commit -qm "Agent $n"; done`);
    expect(made.code).toBe(0);
    // Half of them to a branch of their own, the others to one and the same
    const refOf = (n: number): string => (n % 2 === 0 ? `refs/heads/own-${n}` : "refs/heads/shared");
    const told = await Promise.all(
      copies.map(async (copy, n) => {
        const { code } = await gate.client(`cd ${copy}; git push -q origin HEAD:${refOf(n)}`);
        const id = (await gate.client(`git -C ${copy} rev-parse HEAD`)).stdout.trim();
        return { n, id, isDone: code === 0 };
      }),
    );
    const refs = await gate.host.git(REPOSITORY, "for-each-ref", "--format=%(refname) %(objectname)");
    for (const { n, id, isDone } of told)
      expect({ n, isDone }).toEqual({ n, isDone: refs.includes(`${refOf(n)} ${id}`) });
    expect(told.filter(({ isDone }) => isDone)).toHaveLength(AGENTS / 2 + 1);
    const served = await gate.client(`git ls-remote ${gate.url} 'refs/*'`);
    expect(
      served.stdout
        .trim()
        .split("\n")
        .map((line) => line.split("\t").toReversed().join(" "))
        .join("\n"),
    ).toBe(refs);
  });

  const until =
    (words: string) =>
    async ({ said }: Pushing): Promise<unknown> =>
      await said.find((piece) => piece.includes(words) || piece.includes("(the push ended)"));

  test.for([
    ["before anything is sent", async () => undefined],
    ["while the client sends", until("Writing objects")],
    ["once it is found clean", until("new objects")],
    ["while the upstream decides", until("upstream: taking it")],
  ] as const)(
    "killed %s, a push is never a false success, and nothing is lost",
    async ([, moment], { task }) => {
      const hook =
        "printf '#!/bin/sh\\necho taking it >&2\\nsleep 1\\n' >hooks/pre-receive; chmod 755 hooks/pre-receive";
      await gate.host.sh(`cd ${REPOSITORY} && ${hook}`);
      const ref = `refs/heads/killed-${task.id.replaceAll(/\W/g, "-")}`;
      expect(await killDuringPush(gate, { ref, moment })).toEqual({
        isFalseSuccess: false,
        isLost: false,
        isDifferent: false,
      });
    },
  );
});
