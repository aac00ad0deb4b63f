import { isPublicAddress } from "@claude-bottle/policy";
import { once } from "node:events";
import { createServer, isIP, type LookupFunction, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { openPublicTcp, type Guard } from "./open-tcp.ts";

const PATIENCE_MS = 2_000;
const PUBLIC = "127.0.0.2";
const PRIVATE = "127.0.0.3";

/** Answers with one list of addresses after the other, the last one again and again. */
function resolver(...answers: string[][]): { lookup: LookupFunction; asked: () => number } {
  let asked = 0;
  const lookup: LookupFunction = (_, __, done) => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    done(
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    );
  };
  return { lookup, asked: () => asked };
}

interface Listener extends AsyncDisposable {
  port: number;
  connections: Socket[];
}

async function listenOn(host: string, port = 0): Promise<Listener> {
  const connections: Socket[] = [];
  const server = createServer((socket) => {
    connections.push(socket);
    socket.on("error", () => socket.destroy());
  });
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  return {
    port: address === null || typeof address === "string" ? 0 : address.port,
    connections,
    async [Symbol.asyncDispose]() {
      for (const socket of connections) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

/** Nothing of the loopback is public, so one of its addresses is called so. */
const guardOf = (lookup: LookupFunction): Guard => ({ lookup, isPublic: (address) => address === PUBLIC });

describe.skipIf(process.platform !== "linux")("a name that changes (needs all of 127.0.0.0/8)", () => {
  test("security 4: public when it is first asked for, private at the next: each dial is judged by its own answer", async () => {
    await using good = await listenOn(PUBLIC);
    await using bad = await listenOn(PRIVATE, good.port);
    const { lookup, asked } = resolver([PUBLIC], [PRIVATE]);
    const authority = { host: "rebound.test", port: good.port };
    const socket = await openPublicTcp(authority, PATIENCE_MS, guardOf(lookup));
    expect([socket.remoteAddress, asked()]).toEqual([PUBLIC, 1]);
    socket.destroy();
    await expect(openPublicTcp(authority, PATIENCE_MS, guardOf(lookup))).rejects.toMatchObject({
      refusal: { code: "address" },
    });
    expect(asked()).toBe(2);
    expect(bad.connections).toEqual([]);
  });

  test.for([
    ["last", [PUBLIC, PRIVATE]],
    ["first", [PRIVATE, PUBLIC]],
  ] as const)(
    "security 4: of several addresses a private one is never dialled: %s",
    async ([, addresses]) => {
      await using good = await listenOn(PUBLIC);
      await using bad = await listenOn(PRIVATE, good.port);
      const { lookup } = resolver([...addresses]);
      const socket = await openPublicTcp({ host: "a.test", port: good.port }, PATIENCE_MS, guardOf(lookup));
      expect(socket.remoteAddress).toBe(PUBLIC);
      socket.destroy();
      expect(bad.connections).toEqual([]);
    },
  );

  test("security 4: nor is it when the public one does not answer", async () => {
    await using bad = await listenOn(PRIVATE);
    const { lookup } = resolver([PUBLIC, PRIVATE]);
    const dialled = openPublicTcp({ host: "a.test", port: bad.port }, PATIENCE_MS, guardOf(lookup));
    await expect(dialled).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(bad.connections).toEqual([]);
  });

  test("security 4: what was really dialled is judged once more, should it be another than was resolved", async () => {
    await using good = await listenOn(PUBLIC);
    let judged = 0;
    const isPublic = (): boolean => {
      judged += 1;
      return judged === 1;
    };
    const { lookup } = resolver([PUBLIC]);
    const dialled = openPublicTcp({ host: "a.test", port: good.port }, PATIENCE_MS, { lookup, isPublic });
    await expect(dialled).rejects.toMatchObject({ refusal: { code: "address" } });
  });
});

// A port where nothing listens: were the guard to fail, the failure would be another one.
const CLOSED = 1;

test.for([
  ["loopback", "127.0.0.1"],
  ["loopback, another", "127.255.0.9"],
  ["loopback, IPv6", "::1"],
  ["unspecified", "0.0.0.0"],
  ["unspecified, IPv6", "::"],
  ["private", "10.0.0.1"],
  ["private", "172.16.0.1"],
  ["private", "192.168.0.1"],
  ["unique local", "fd12:3456::1"],
  ["link-local", "169.254.1.1"],
  ["link-local, IPv6", "fe80::1"],
  ["metadata", "169.254.169.254"],
  ["metadata, IPv6", "fd00:ec2::254"],
  ["metadata by a public number", "168.63.129.16"],
  ["carrier-grade NAT", "100.64.0.1"],
  ["multicast", "224.0.0.1"],
  ["multicast, IPv6", "ff02::1"],
  ["broadcast", "255.255.255.255"],
  ["mapped", "::ffff:127.0.0.1"],
  ["mapped, in hex", "::ffff:7f00:1"],
  ["translated (NAT64)", "64:ff9b::7f00:1"],
  ["translated (6to4)", "2002:7f00:1::"],
  ["translated (Teredo)", "2001:0:7f00:1::"],
])("B11 B12 security 4: %s is not dialled, as a name's address or as itself: %s", async ([, address]) => {
  const { lookup } = resolver([String(address)]);
  const guard = { lookup, isPublic: isPublicAddress };
  for (const host of ["a.test", String(address)])
    await expect(openPublicTcp({ host, port: CLOSED }, PATIENCE_MS, guard)).rejects.toMatchObject({
      refusal: { code: "address" },
    });
});
