import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import type { EgressConfig, EgressStdin } from "@claude-bottle/policy";
import { inRounds, median, pairedRatios } from "../pairing.ts";
import type { Measurement } from "../row.ts";
import { burst } from "./burst.ts";
import { credential, HOST } from "./credential.ts";
import { freePort } from "./free-port.ts";
import { authorityIn } from "./ours.ts";
import { startProxy } from "./proxy-process.ts";
import { ITEMS_PATH, postHead, prompt } from "./requests.ts";
import type { System, SystemOptions } from "./system.ts";
import { upload } from "./upload.ts";

const PROMPT_BYTES = 2048;
const KNOWN_VALUES = 10;

interface Pace {
  rounds: number;
  ms: number;
  warmUpMs: number;
}

/** The proxy without a credential: what it does more than the other is to screen. */
async function startScreening(which: "on" | "off", { upstream, directory }: SystemOptions): Promise<System> {
  const port = await freePort();
  const config: EgressConfig = {
    version: 1,
    identity: "bench",
    listen: { host: "127.0.0.1", port },
    control: join(directory, "control.sock"),
    allowlist: [HOST],
    routes: [{ host: HOST, path_allowlist: ["/v1"], methods: ["POST"] }],
    dlp_action: "block",
    upstream: { via: "direct" },
    private_hosts: { [HOST]: `127.0.0.1:${upstream.port}` },
    extra_roots: [upstream.caPem],
  };
  const known = Array.from({ length: KNOWN_VALUES }, (_, index) => ({
    name: `BENCH_${index}`,
    value: `bench-${index}-${randomBytes(30).toString("base64url")}`,
  }));
  const document: EgressStdin = { config, slots: [], known };
  let ca: string | undefined;
  const child = await startProxy({
    name: `egress-proxy, screening ${which}`,
    command: [process.execPath, join(import.meta.dirname, "screening-main.ts"), which],
    env: { PATH: process.env["PATH"], NODE_ENV: "production" },
    input: JSON.stringify(document),
    isReady: (printed) => (ca = authorityIn(printed)) !== undefined,
  });
  return {
    target: {
      name: `egress-proxy, screening ${which}`,
      port,
      authority: `${HOST}:443`,
      trust: createSecureContext({ ca }),
      token: credential.reveal(),
      pid: child.pid,
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

/** What it costs that everything which leaves is looked at: the same proxy with and without. */
export async function screening(
  { upstream, room }: { upstream: SystemOptions["upstream"]; room: (name: string) => string },
  { rounds, ms, warmUpMs }: Pace,
): Promise<Measurement[]> {
  await using on = await startScreening("on", { upstream, directory: room("screening-on") });
  await using off = await startScreening("off", { upstream, directory: room("screening-off") });
  const body = prompt(PROMPT_BYTES);
  const request = Buffer.concat([postHead(ITEMS_PATH, credential.reveal(), body.length), body]);
  const megabytes = Math.ceil(ms / 20);
  const requests = ({ target }: System, forMs = ms): Promise<number> =>
    burst(target, { connections: 16, ms: forMs, request }).then(({ perSecond }) => perSecond);
  const paired = async (
    { id, unit }: { id: string; unit: string },
    measure: (system: System) => Promise<number>,
  ): Promise<Measurement> => {
    const found = await inRounds([on, off], rounds, measure);
    const [ours = [], peer = []] = [found.get(on), found.get(off)];
    const ratios = pairedRatios(ours, peer);
    return { row: { id, unit, ours: median(ours), peer: median(peer), ratio: median(ratios) }, ratios };
  };
  await inRounds([on, off], 1, (system) => requests(system, warmUpMs));
  await inRounds([on, off], 1, ({ target }) => upload(target, megabytes));
  return [
    await paired({ id: "egress.screen.rps", unit: "req/s" }, (system) => requests(system)),
    await paired({ id: "egress.screen.upload", unit: "MB/s" }, ({ target }) => upload(target, megabytes)),
  ];
}
