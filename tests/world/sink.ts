import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { containerSays } from "./container-says.ts";
import { docker, run } from "./docker-cli.ts";
import { readings, type SinkLine, sinkLines } from "./sink-lines.ts";
import { stageSink } from "./sink-stage.ts";

export interface SinkRequest {
  event: "request";
  scheme: "http" | "https";
  from: string;
  method: string;
  host: string;
  url: string;
  headers: string[];
  /** Decoded from what the sink printed. */
  body: Buffer;
}

/** A connection, datagram or bytes that reached the sink outside of HTTP. */
export interface SinkContact {
  event: "connection" | "datagram" | "bytes";
  port: number;
  from?: string;
  data?: string;
}

export interface Sink extends AsyncDisposable {
  /** The engine's network that holds the sink, which a bottle's last leg joins; null: the machine itself. */
  network: string | null;
  address: string;
  /** An address of the machine around. */
  gateway: string;
  /** Certificate (PEM) of the authority that signed what the sink shows. */
  caPem: string;
  requests(): Promise<SinkRequest[]>;
  contacts(): Promise<SinkContact[]>;
}

export interface SinkOptions {
  hosts: readonly string[];
  /** `host/path` or `/path` → what the sink answers there. */
  files?: Record<string, { type: string; data: string | Buffer }>;
}

/** An image with Node: the one named, the one made on this machine, or the published one, which the engine then pulls. */
export async function baseImage(): Promise<string> {
  const local = "claude-bottle-base:latest";
  const named = process.env["CLAUDE_BOTTLE_BASE_IMAGE"];
  if (named !== undefined && named !== "") return named;
  const { code } = await run("docker", ["image", "inspect", local], { env: process.env });
  return code === 0 ? local : "node:24-bookworm-slim";
}

/** Documentation ranges of RFC 5737, cut into networks of 16 addresses; the first free one is taken. */
function* subnets(): Generator<string> {
  for (const prefix of ["198.51.100", "203.0.113"]) {
    for (let n = 0; n < 16; n += 1) yield `${prefix}.${n * 16}/28`;
  }
}

async function createNetwork(name: string): Promise<void> {
  const refused: string[] = [];
  for (const subnet of subnets()) {
    const made = await run(
      "docker",
      ["network", "create", "--label", "claude-bottle.test=1", "--subnet", subnet, name],
      { env: process.env },
    );
    if (made.code === 0) return;
    refused.push(made.stderr.trim());
  }
  throw new Error(`no documentation subnet is free: ${refused.at(-1) ?? ""}`);
}

const lines = async (container: string): Promise<SinkLine[]> => sinkLines(await docker("logs", container));

/** Starts a sink container that answers for `hosts`, in a network of its own. */
export async function startSink({ hosts, files = {} }: SinkOptions): Promise<Sink & { network: string }> {
  const id = `cb-test-sink-${randomBytes(4).toString("hex")}`;
  await using undo = new AsyncDisposableStack();
  await createNetwork(id);
  undo.defer(async () => void (await run("docker", ["network", "rm", id], { env: process.env })));

  const stage = await mkdtemp(join(tmpdir(), "cb-sink-"));
  undo.defer(() => rm(stage, { recursive: true, force: true }));
  const caPem = await stageSink(stage, { hosts, files });
  await docker(
    "create",
    "--name",
    id,
    "--network",
    id,
    "--label",
    "claude-bottle.test=1",
    await baseImage(),
    "node",
    "/sink/sink-main.ts",
  );
  undo.defer(
    async () => void (await run("docker", ["rm", "--force", "--volumes", id], { env: process.env })),
  );
  await docker("cp", `${stage}/.`, `${id}:/sink`);
  await docker("start", id);
  await containerSays(id, '"event":"ready"');
  const [address = "", gateway = ""] = (
    await docker(
      "inspect",
      "--format",
      "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{.Gateway}}{{end}}",
      id,
    )
  ).split(" ");

  const held = undo.move();
  return {
    network: id,
    address,
    gateway,
    caPem,
    ...readings(() => lines(id)),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
