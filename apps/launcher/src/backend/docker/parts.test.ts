import { BottleError, Secret } from "@claude-bottle/shared";
import { describe, expect, test } from "vitest";
import { liveState } from "../../core/live-state.ts";
import { environmentOf } from "../../host/environment.ts";
import { gitOf, planOf } from "../../testing/plan.ts";
import { claim } from "./claim.ts";
import { dockerBackend, dockerParts } from "./docker-backend.ts";
import { egressDocument } from "../egress-document.ts";
import { createEngine } from "./engine.ts";
import { superviseDocument } from "../supervise-document.ts";
import { together } from "../together.ts";
import { topology } from "./topology.ts";

const taken = new BottleError("name-taken", "in use");

describe("names", () => {
  test("F12 a name lost in a race gives way to the next of the one stream", async () => {
    const tried: string[] = [];
    const { name } = await claim("base", async (candidate) => {
      tried.push(candidate);
      if (tried.length < 3) throw taken;
    });
    expect(name).toBe("base-3");
    expect(tried).toEqual(["base", "base-2", "base-3"]);
  });

  test("F12 past base-99 there is one error that says so", async () => {
    let tries = 0;
    const lost = claim("base", async () => {
      tries += 1;
      throw taken;
    });
    await expect(lost).rejects.toThrow('Every name from "base" to "base-99" is taken');
    expect(tries).toBe(99);
  });

  test("another failure is not taken for a lost race", async () => {
    const failing = claim("base", () => Promise.reject(new BottleError("engine-failed", "disk full")));
    await expect(failing).rejects.toThrow("disk full");
  });
});

describe("tasks side by side", () => {
  test("B03 the first failure is told only after the others have ended, and makes them end", async () => {
    const events: string[] = [];
    const work = together(new AbortController().signal, (signal) => [
      Promise.reject(new Error("first")),
      new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => {
          events.push("aborted");
          resolve();
        });
      }),
    ]);
    await expect(work).rejects.toThrow("first");
    expect(events).toEqual(["aborted"]);
  });
});

describe("networks", () => {
  const { egress, git, supervise } = planOf("a-00000");

  test("the agent shares no network with pipelock when egress-proxy runs", () => {
    const { networks, pipelock, egressProxy } = topology({
      egress: { ...egress, pipelock: true },
      git,
      supervise,
    });
    expect(networks.filter(({ internal }) => !internal).map(({ role }) => role)).toEqual(["egress"]);
    expect(pipelock).toEqual(["proxy", "egress"]);
    expect(egressProxy).toEqual(["agent", "proxy"]);
  });

  test("F40 without pipelock egress-proxy is the last leg; alone pipelock is the agent's proxy", () => {
    expect(topology({ egress, git, supervise })).toMatchObject({
      pipelock: null,
      egressProxy: ["agent", "egress"],
    });
    const alone = topology({
      egress: { ...egress, pipelock: true, interceptor: "pipelock" },
      git,
      supervise,
    });
    expect(alone).toMatchObject({ pipelock: ["agent", "egress"], egressProxy: null });
  });
});

describe("supervise", () => {
  test("F44 F46 is there when the bottle asks for it, on the agent's network alone", () => {
    const plan = planOf("a-00000", { git: [gitOf("app", "https://git.example.com/a/b.git")] });
    expect(topology(plan).supervise).toBe(null);
    for (const interceptor of ["egress-proxy", "pipelock"] as const) {
      const egress = { ...plan.egress, pipelock: true, interceptor };
      expect(topology({ ...plan, egress, supervise: true }).supervise).toEqual(["agent"]);
    }
  });

  test("F45 is told where git-gate is, and what is in force without any value or slot", () => {
    const auth = { scheme: "Bearer", token_ref: "TOKEN", slot: 0 } as const;
    const route = { host: "api.example.com", path_allowlist: null, methods: ["GET" as const], auth };
    const plan = planOf("a-00000", { supervise: true, routes: [route], slots: ["TOKEN"] });
    const live = liveState(plan, "FROM a\n");
    expect(live).toEqual({
      routes: `routes:
  - host: api.example.com
    methods:
      - GET
    auth:
      scheme: Bearer
      token_ref: TOKEN
`,
      allowlist: ["api.example.com"],
      dockerfile: "FROM a\n",
    });
    const place = {
      listen: { path: "/front" },
      control: "/control",
      queue: "/queue",
      gate: "http://172.20.0.3:9418",
    };
    expect(superviseDocument(plan, live, place).config).toEqual({
      version: 1,
      identity: "a-00000",
      ...place,
    });
  });

  test("B41 is refused on an engine elsewhere, which does not see its queue, before anything is made", async () => {
    const asked: string[] = [];
    const engine = {
      ...createEngine({ kind: "http", host: "engine.example", port: 2375, certificates: null }),
      facts: async () => ({ version: "1", apiVersion: "1", runtimes: ["runc"] }),
      createContainer: async () => `made ${asked.push("container")}`,
    };
    const backend = dockerBackend(dockerParts(engine, environmentOf({})));
    await backend.validate(planOf("a-00000"));
    await expect(backend.validate(planOf("a-00000", { supervise: true }))).rejects.toMatchObject({
      code: "not-available",
      message: expect.stringContaining("the engine is at tcp://engine.example:2375"),
      hint: expect.stringContaining("supervise"),
    });
    expect(asked).toEqual([]);
  });
});

describe("what egress-proxy is told", () => {
  const place = { upstream: { via: "direct" }, listen: { path: "/front" }, control: "/control" } as const;

  test("F31 the token of a git entry is not its business", () => {
    const document = egressDocument(
      planOf("a-00000", { slots: ["GIT_TOKEN"] }),
      { slots: [new Secret("GIT_TOKEN", "canary")], env: new Map(), keys: new Map() },
      place,
    );
    expect(JSON.stringify(document)).not.toContain("canary");
  });

  test("credentials go by slot number, and an empty value is no secret to look for", () => {
    const plan = planOf("a-00000", {
      slots: ["TOKEN"],
      routes: [
        {
          host: "api.example.com",
          path_allowlist: ["/v1"],
          methods: ["GET"],
          auth: { scheme: "Bearer", token_ref: "TOKEN", slot: 0 },
        },
      ],
    });
    const env = new Map([
      ["FULL", new Secret("FULL", "canary")],
      ["EMPTY", new Secret("EMPTY", "")],
    ]);
    const document = egressDocument(
      plan,
      { slots: [new Secret("TOKEN", "s3cret")], env, keys: new Map() },
      place,
    );
    expect(document.slots).toEqual([{ name: "TOKEN", value: "s3cret" }]);
    expect(document.known).toEqual([{ name: "FULL", value: "canary" }]);
    expect(document.config?.routes[0]?.auth).toEqual({ scheme: "Bearer", slot: 0 });
    expect(JSON.stringify(document.config)).not.toContain("s3cret");
  });
});
