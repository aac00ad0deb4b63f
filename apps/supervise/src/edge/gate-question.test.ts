import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { Events } from "@claude-bottle/shared/testing";
import { expect, test } from "vitest";
import { factOf, startWorld, textOf, type World } from "../testing/world.ts";
import { usualLimits } from "./limits.ts";

/** A git-gate that knows of one refused push, and hears what it is asked. */
async function startGate(answer?: RequestListener) {
  const asked = new Events<string>();
  const server = createServer((request, response) => {
    asked.add(request.url ?? "");
    if (answer !== undefined) return answer(request, response);
    response.writeHead(request.url === "/findings/a%3Aknown%2Ffinding%3A1" ? 204 : 404).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    asked,
    gate: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

async function waive(world: World, fingerprint: string): Promise<string> {
  const client = await world.connect();
  const given = { fingerprint, justification: "a test" };
  return textOf(await client.callTool({ name: "git-gate-block", arguments: given }));
}

test("a waiver is proposed only for a finding that git-gate refused a push for, asked when the call comes", async () => {
  await using gate = await startGate();
  await using world = await startWorld({ gate: gate.gate, limits: { held: 0 } });
  expect(factOf(await waive(world, "a:known/finding:1"), "status")).toBe("pending");
  expect(await waive(world, "another:finding:1")).toMatch(/^Not proposed:\ngit-gate has refused no push/);
  expect(await waive(world, "no fingerprint\n")).toMatch(/has refused no push/);
  expect((await world.operator.queue()).pending).toHaveLength(1);
  expect(gate.asked.all).toEqual(["/findings/a%3Aknown%2Ffinding%3A1", "/findings/another%3Afinding%3A1"]);
});

test("a bottle without git-gate has nothing to waive", async () => {
  await using world = await startWorld();
  expect(await waive(world, "a:known/finding:1")).toMatch(/no git-gate/);
});

test.for<[string, RequestListener]>([
  ["fails", (_, response) => void response.writeHead(500).end()],
  ["hangs up", (request) => void request.socket.destroy()],
])("a git-gate that %s is no answer, and nothing is proposed", async ([, answer]) => {
  await using gate = await startGate(answer);
  await using world = await startWorld({ gate: gate.gate });
  expect(await waive(world, "a:known/finding:1")).toMatch(/does not say/);
  expect((await world.operator.queue()).pending).toEqual([]);
});

test("B33 a git-gate that says nothing is waited for within bounds", async () => {
  await using gate = await startGate(() => undefined);
  await using world = await startWorld({ gate: gate.gate });
  const answer = waive(world, "a:known/finding:1");
  await gate.asked.find(() => true);
  world.timers.pass(usualLimits.gate);
  expect(await answer).toMatch(/does not say/);
});
