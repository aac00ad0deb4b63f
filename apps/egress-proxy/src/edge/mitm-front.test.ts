import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { startWorld } from "../testing/world.ts";
import { frontContract } from "./front.contract.ts";
import { createMitmFront } from "./mitm-front.ts";

frontContract({ name: "http-mitm-proxy", create: createMitmFront });

/** Ports of this process's own sockets that listen, from /proc: https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html */
function listening(): string[] {
  const own = new Set(
    readdirSync("/proc/self/fd").flatMap((fd) => {
      try {
        return /socket:\[(\d+)\]/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/self/net/${table}`, "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === "0A" && own.has(fields[9] ?? ""))
      .map((fields) => fields[1] ?? ""),
  );
}

test.skipIf(process.platform !== "linux")(
  "the package leaves no authority on disk and listens nowhere but where it was told to (needs /proc)",
  async () => {
    const before = new Set(readdirSync(tmpdir()));
    const ports = new Set(listening());
    await using world = await startWorld({ front: createMitmFront() });
    const hosts = Array.from({ length: 100 }, (_, at) => `h${at}.test:443`);
    await Promise.all(hosts.map(async (target) => await world.agent.ask({ target })));
    const hex = world.port.toString(16).toUpperCase().padStart(4, "0");
    expect(listening().filter((port) => !ports.has(port))).toEqual([`0100007F:${hex}`]);
    expect(
      readdirSync(tmpdir()).filter((name) => !before.has(name) && name.startsWith("egress-proxy-")),
    ).toEqual([]);
  },
);
