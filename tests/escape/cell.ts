import type { PlainUser } from "../world/plain-user.ts";
import { noPipelock, type PipelockKind } from "../world/pipelock-kinds.ts";
import type { BackendName } from "../world/backend-kinds.ts";
import { shownOf } from "../world/shown-of.ts";
import { createWorld } from "../world/world.ts";
import type { Probe } from "./probe.ts";

const allowed = "api.example.test";
const refused = "evil.example.test";

/** Tokens of the bottle's routes, which only the upstream may see. */
export const canaries = {
  TOKEN_OF_ROUTE: `canary-route-${"k".repeat(20)}`,
  ANTHROPIC_OF_ROUTE: `canary-model-${"m".repeat(20)}`,
};

/** A running bottle to break out of, with a sink of its own: cells can be tried side by side. */
export interface Cell extends AsyncDisposable {
  name: string;
  /** Directories of the machine's own that the agent sees. */
  foreign: readonly string[];
  /** Runs bash in it, as the agent. */
  inside(script: string): Promise<string>;
  /** What is wrong with this bottle by a probe; null when nothing is. */
  leak(probe: Probe): Promise<string | null>;
  /** What is seen of it from outside: inspection, processes, logs, changed files. */
  shown(): Promise<string[]>;
  /** The header values that reached the sink with a path. */
  arrived(path: string): Promise<string[]>;
}

/** Where nothing of a bottle can lie. */
const foreign: Readonly<Record<BackendName, readonly string[]>> = { docker: [], local: ["usr"] };

export interface CellOptions {
  backend: BackendName;
  kind: PipelockKind;
  /** Who starts it; null: whoever runs the tests. */
  user?: PlainUser | null;
}

/** Starts a bottle whose last leg is egress-proxy, or a pipelock that inspects the allowed host. */
export async function openCell({ backend, kind, user = null }: CellOptions): Promise<Cell> {
  await using undo = new AsyncDisposableStack();
  const { env } = undo.use(await kind.open());
  const hosts = [allowed, refused, "api.anthropic.com"];
  const world = undo.use(await createWorld({ backend, user, hosts, env: { ...canaries, ...env } }));
  const egress = kind === noPipelock ? "{ pipelock: false }" : `{ inspect: [${allowed}] }`;
  await world.bottle(
    "cell",
    `
egress: ${egress}
egress_proxy:
  routes:
    - { host: ${allowed}, auth: { scheme: Bearer, token_ref: TOKEN_OF_ROUTE } }
    - { host: api.anthropic.com, auth: { scheme: Bearer, token_ref: ANTHROPIC_OF_ROUTE } }
supervise: true`,
  );
  await world.agent("prisoner", "bottle: cell");
  const started = await world.cli(["start", "prisoner", "--yes", "--detach"]);
  if (started.code !== 0) throw new Error(started.stderr);
  const identity = started.stdout.trim();
  undo.defer(async () => void (await world.cli(["stop", identity])));

  const { sink } = world;
  const inside = async (script: string): Promise<string> => {
    const { stdout, stderr } = await world.cli(["exec", identity, "--", "bash", "-c", script]);
    return stdout + stderr;
  };
  const held = undo.move();
  return {
    name: `${backend}, ${kind.name}${user === null ? "" : ", started by a plain user"}`,
    foreign: foreign[backend],
    inside,
    async leak(probe) {
      const targets = { sink, allowed, refused };
      const before = { requests: await sink.requests(), contacts: await sink.contacts() };
      const output = await inside(probe.script(targets));
      const requests = (await sink.requests()).slice(before.requests.length);
      const contacts = (await sink.contacts()).slice(before.contacts.length);
      return probe.leak({ output, requests, contacts }, targets);
    },
    shown: () => shownOf(world, identity),
    arrived: async (path) =>
      (await sink.requests()).filter(({ url }) => url === path).flatMap(({ headers }) => headers),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
