import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { IDENTITY_LABEL } from "@claude-bottle/shared";
import { createAuthority, createMinter } from "@claude-bottle/shared/x509";
import { archiveOf } from "../backend/docker/archive.ts";
import { frameLines } from "../backend/docker/demultiplex.ts";
import type { Engine } from "../backend/docker/engine-words.ts";
import { runToEnd } from "../backend/docker/run-to-end.ts";
import {
  type Provider,
  type ProviderRecord,
  providerHosts,
  providerRecordSchema,
  providerRepository,
} from "./provider.ts";

const DIRECTORY = "/srv";
const PROGRAM = "provider-main.ts";
const USER = "1000:1000";
const READY = '{"ready":true}';

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

export interface ProviderRequest {
  /** Names the container and its network. */
  name: string;
  /** An image with Node and git. */
  image: string;
  /** `user:password` for its git host. */
  gitCredential: string;
  now: Date;
}

/** Starts the stand-in provider in a container and a network of its own. */
export async function startDockerProvider(
  engine: Engine,
  { name, image, gitCredential, now }: ProviderRequest,
): Promise<Provider> {
  await using undo = new AsyncDisposableStack();
  const labels = { [IDENTITY_LABEL]: name };
  const network = await engine.createNetwork({ name, internal: true, labels });
  undo.defer(() => engine.removeNetwork(network));
  const authority = createAuthority({ commonName: "claude-bottle demo provider", days: 1, now });
  const minter = createMinter(authority);
  const certificates = Object.fromEntries(
    Object.values(providerHosts).map((host) => [host, minter.mint(host, now)]),
  );

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
      { path: "certificates.json", mode: 0o644, content: json(certificates) },
      {
        path: "git.json",
        mode: 0o644,
        content: json({ host: providerHosts.git, repository: providerRepository, credential: gitCredential }),
      },
    ]),
  );
  await engine.start(id);
  await untilReady(engine, id);
  const { addresses } = await engine.inspect(id);
  const held = undo.move();
  return {
    address: addresses[name] ?? "",
    network: name,
    caPem: authority.certPem,
    records: () => records(engine, id),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** The text of one line of the engine's log, without the time that leads it. */
const textOf = (line: string): string => line.slice(line.indexOf(" ") + 1);

async function untilReady(engine: Engine, id: string): Promise<void> {
  const reading = new AbortController();
  for await (const { line } of frameLines(await engine.logs(id, { follow: true, signal: reading.signal }))) {
    if (textOf(line) !== READY) continue;
    reading.abort();
    return;
  }
}

async function records(engine: Engine, id: string): Promise<ProviderRecord[]> {
  const read = { command: ["cat", "/tmp/records"], user: USER, environment: {}, tty: false };
  const { words } = await runToEnd(engine, id, read);
  const lines = words.split("\n").filter((line) => line !== "");
  return lines.map((line) => providerRecordSchema.parse(JSON.parse(line)));
}
