import { BottleError, Secret } from "@claude-bottle/shared";
import { describe, expect, test } from "vitest";
import { planOf } from "../../testing/plan.ts";
import { claim } from "./claim.ts";
import { egressDocument } from "../egress-document.ts";
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
  const { egress, git } = planOf("a-00000");

  test("the agent shares no network with pipelock when egress-proxy runs", () => {
    const { networks, pipelock, egressProxy } = topology({ egress: { ...egress, pipelock: true }, git });
    expect(networks.filter(({ internal }) => !internal).map(({ role }) => role)).toEqual(["egress"]);
    expect(pipelock).toEqual(["proxy", "egress"]);
    expect(egressProxy).toEqual(["agent", "proxy"]);
  });

  test("F40 without pipelock egress-proxy is the last leg; alone pipelock is the agent's proxy", () => {
    expect(topology({ egress, git })).toMatchObject({ pipelock: null, egressProxy: ["agent", "egress"] });
    const alone = topology({ egress: { ...egress, pipelock: true, interceptor: "pipelock" }, git });
    expect(alone).toMatchObject({ pipelock: ["agent", "egress"], egressProxy: null });
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
