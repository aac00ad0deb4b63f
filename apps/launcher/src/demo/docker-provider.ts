import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { IDENTITY_LABEL } from "@claude-bottle/shared";
import { archiveOf } from "../backend/docker/archive.ts";
import { frameLines } from "../backend/docker/demultiplex.ts";
import type { Engine } from "../backend/docker/engine-words.ts";
import { runToEnd } from "../backend/docker/run-to-end.ts";
import { providerFiles } from "./provider-files.ts";
import { type Provider, type ProviderRecord, type ProviderRequest, recordsIn } from "./provider.ts";

const DIRECTORY = "/srv";
const PROGRAM = "provider-main.ts";
const USER = "1000:1000";
const PORT = 443;

interface DockerRequest extends ProviderRequest {
  /** Names the container and its network. */
  name: string;
  /** An image with Node and git. */
  image: string;
}

/** Starts the stand-in provider in a container and a network of its own. */
export async function startDockerProvider(
  engine: Engine,
  { name, image, gitCredential, now }: DockerRequest,
): Promise<Provider> {
  await using undo = new AsyncDisposableStack();
  const labels = { [IDENTITY_LABEL]: name };
  const network = await engine.createNetwork({ name, internal: true, labels });
  undo.defer(() => engine.removeNetwork(network));
  const { caPem, files } = providerFiles({
    gitCredential,
    now,
    listen: { port: PORT },
    directory: "/tmp",
  });

  const id = await engine.createContainer({
    name,
    image,
    entrypoint: ["node", `${DIRECTORY}/${PROGRAM}`],
    command: [],
    user: USER,
    environment: {},
    labels,
    network: { name, alias: "provider" },
    extraHosts: {},
    dns: [],
    readOnlyRoot: false,
    tmpfs: {},
    volumes: [],
    binds: [],
    runtime: null,
    init: true,
    stdin: false,
    limits: { cpus: 1, memory: 256 * 1024 * 1024, pids: 64 },
  });
  undo.defer(() => engine.removeContainer(id));
  const program = await readFile(join(import.meta.dirname, PROGRAM));
  await engine.putArchive(
    id,
    DIRECTORY,
    await archiveOf([
      { path: PROGRAM, mode: 0o644, content: program },
      ...files.map(({ path, text }) => ({ path, mode: 0o644, content: Buffer.from(text) })),
    ]),
  );
  await engine.start(id);
  await untilReady(engine, id);
  const { addresses } = await engine.inspect(id);
  const held = undo.move();
  return {
    address: addresses[name] ?? "",
    port: PORT,
    network: name,
    caPem,
    records: () => records(engine, id),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** The text of one line of the engine's log, without the time that leads it. */
const textOf = (line: string): string => line.slice(line.indexOf(" ") + 1);

async function untilReady(engine: Engine, id: string): Promise<void> {
  const reading = new AbortController();
  for await (const { line } of frameLines(await engine.logs(id, { follow: true, signal: reading.signal }))) {
    if (!textOf(line).startsWith('{"ready":true')) continue;
    reading.abort();
    return;
  }
}

async function records(engine: Engine, id: string): Promise<ProviderRecord[]> {
  const read = { command: ["cat", "/tmp/records"], user: USER, environment: {}, tty: false };
  const { words } = await runToEnd(engine, id, read);
  return recordsIn(words);
}
