import { randomInt } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { routesFile, type Route } from "@claude-bottle/manifest";
import { type Change, proposalId, type ProposalKind } from "@claude-bottle/shared/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { backendKinds } from "../world/backend-kinds.ts";
import { deciderOf, toolCall } from "../world/proposals.ts";
import { noPipelock, pipelockKinds, realMissing } from "../world/pipelock-kinds.ts";
import { shownOf } from "../world/shown-of.ts";
import { createWorld, type World } from "../world/world.ts";

if (realMissing !== null) process.stdout.write(`skipped: decisions with the real pipelock: ${realMissing}\n`);

const TIMEOUT_MS = 180_000;
const hosts = ["api", "new", "other", "asked"].map((name) => `${name}.example.test`);
const env = {
  API_TOKEN: ["route", "token", "abcdefgh"].join("-"),
  LATER_TOKEN: ["later", "token", "0123456789"].join("-"),
};
const auth = { scheme: "Bearer", token_ref: "API_TOKEN" };
const first: Route[] = [{ host: "api.example.test", path_allowlist: ["/v1"], auth }];
const status = "curl -sS -o /tmp/body -w '%{http_code} '";

const kinds = [
  { ...noPipelock, pipelock: false },
  ...pipelockKinds.map((kind) => ({ ...kind, pipelock: true })),
];
const present = backendKinds.flatMap(({ backend, missing }) => {
  if (missing !== null)
    process.stdout.write(`skipped: decisions of the operator, on ${backend}: ${missing}\n`);
  return missing === null ? kinds.map((kind) => ({ ...kind, backend })) : [];
});

describe.for(present)(
  "the operator of bottles with $name, on $backend",
  { timeout: TIMEOUT_MS },
  ({ open, pipelock, backend }) => {
    const held = new AsyncDisposableStack();
    let world: World;
    let identity: string;

    beforeAll(async () => {
      const kind = held.use(await open());
      world = held.use(await createWorld({ backend, hosts, env: { ...env, ...kind.env } }));
      await world.bottle(
        "b",
        `egress: { pipelock: ${pipelock} }\negress_proxy: ${JSON.stringify({ routes: first })}\nsupervise: true`,
      );
      await world.agent("a", "bottle: b");
      const started = await world.cli(["start", "a", "--yes", "--detach"]);
      if (started.code !== 0) throw new Error(started.stderr);
      identity = started.stdout.trim();
    }, TIMEOUT_MS);

    afterAll(async () => {
      await world.cli(["stop", identity]);
      const left = await world.objects(identity);
      await held.disposeAsync();
      expect(left).toEqual([]);
    }, TIMEOUT_MS);

    const inside = async (script: string): Promise<string> =>
      (await world.cli(["exec", identity, "--", "bash", "-c", script])).stdout;
    const ask = (url: string): Promise<string> => inside(`${status} ${url}`);

    /** What supervise would have put into the queue. */
    async function propose<Kind extends ProposalKind>(kind: Kind, change: Change<Kind>): Promise<string> {
      const time = new Date();
      const id = proposalId(time, (below) => randomInt(below));
      const proposal = {
        version: 1,
        id,
        identity,
        time: time.toISOString(),
        justification: "for the test",
        kind,
        change,
      };
      const directory = join(world.home, "queue", identity);
      await mkdir(directory, { recursive: true });
      await writeFile(join(directory, `${id}.proposal.json`), JSON.stringify(proposal));
      return id;
    }

    test("F47 B34 a host that was refused is reachable once its proposal is approved, and no other", async () => {
      expect(await ask("https://new.example.test/x")).toBe("403 ");
      const id = await propose("pipelock-block", { failed_url: "https://new.example.test/x" });
      const { stdout } = await world.cli(["proposals", "list"]);
      expect(stdout).toContain(`${id}  ${identity}  pipelock-block  new.example.test`);
      const approved = await world.cli(["proposals", "approve", id, "--notes", "go on"]);
      expect(approved).toMatchObject({ code: 0, stdout: expect.stringContaining("+new.example.test") });
      expect(await ask("https://new.example.test/x")).toBe("200 ");
      expect(await ask("https://other.example.test/x")).toBe("403 ");
      expect((await world.cli(["proposals", "list"])).stdout).toBe("Nothing waits\n");
    });

    test("F47 B13 the agent's own call is held until the operator approves it, and then sees what is in force", async () => {
      const call = toolCall("pipelock-block", {
        failed_url: "https://asked.example.test/x",
        justification: "the build needs it",
      });
      const called = inside(call);
      const decider = deciderOf(world, identity);
      const { id } = await decider.proposed();
      const approved = await world.cli(["proposals", "approve", id, "--notes", "for the build"]);
      expect(approved).toMatchObject({ code: 0, stderr: expect.not.stringContaining("is old") });
      expect(await called).toMatch(/status: approved[\s\S]*for the build/);
      expect(await ask("https://asked.example.test/x")).toBe("200 ");
      expect(await inside("cat /etc/claude-bottle/current-config/allowlist")).toContain(
        "asked.example.test\n",
      );
    });

    test("F47 a rejected proposal opens nothing", async () => {
      const id = await propose("pipelock-block", { failed_url: "https://other.example.test/" });
      const rejected = await world.cli(["proposals", "reject", id, "--reason", "not this one"]);
      expect(rejected).toMatchObject({ code: 0, stdout: "" });
      expect(await ask("https://other.example.test/x")).toBe("403 ");
    });

    test("F47 routes that are approved hold at once; a credential of the manifest keeps its value", async () => {
      expect(await ask("https://api.example.test/v2")).toBe("403 ");
      const wider = [{ host: "api.example.test", path_allowlist: ["/v1", "/v2"], auth }];
      const change = { routes: routesFile(wider), based_on: "0".repeat(64) };
      const id = await propose("egress-proxy-block", change);
      const approved = await world.cli(["proposals", "approve", id]);
      expect(approved).toMatchObject({ code: 0, stdout: expect.stringContaining("/v2") });
      expect(await ask("https://api.example.test/v2")).toBe("200 ");
      const got = (await world.sink.requests()).find(({ url }) => url === "/v2");
      expect(got?.headers).toContain(`Bearer ${env.API_TOKEN}`);
    });

    test("a credential that no manifest named goes out only once the operator named it, and then is held back elsewhere", async () => {
      const later = { scheme: "Bearer", token_ref: "LATER_TOKEN" };
      const routes = routesFile([...first, { host: "other.example.test", auth: later }]);
      const id = await propose("egress-proxy-block", { routes, based_on: "0".repeat(64) });
      const refused = await world.cli(["proposals", "approve", id]);
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("[not-applied]") });
      expect(await ask("https://other.example.test/later")).toBe("403 ");
      const approved = await world.cli(["proposals", "approve", id, "--token-refs", "LATER_TOKEN"]);
      expect(approved).toMatchObject({ code: 0, stdout: expect.stringContaining("LATER_TOKEN") });
      expect(await ask("https://other.example.test/later")).toBe("200 ");
      const got = (await world.sink.requests()).find(({ url }) => url === "/later");
      expect(got?.headers).toContain(`Bearer ${env.LATER_TOKEN}`);
      expect(await inside(`${status} -d '${env.LATER_TOKEN}' https://new.example.test/leak`)).toBe("403 ");
      const seen = (await shownOf(world, identity)).join("\n");
      expect(approved.stdout + approved.stderr + seen).not.toContain(env.LATER_TOKEN);
    });

    test("F49 what is in force can be shown, and the audit has a line for each decision, whole", async () => {
      const shown = await world.cli(["allowlist", "show", identity]);
      expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining("new.example.test\n") });
      const audit = JSON.parse((await world.cli(["audit", "show", identity, "--format", "json"])).stdout);
      const said = audit.map(({ component, action }: Record<string, string>) => `${component} ${action}`);
      expect(said).toEqual([
        "pipelock approved",
        "pipelock approved",
        "pipelock rejected",
        "egress-proxy approved",
        "egress-proxy approved",
      ]);
      expect((await world.cli(["audit", "verify"])).code).toBe(0);
    });
  },
);
