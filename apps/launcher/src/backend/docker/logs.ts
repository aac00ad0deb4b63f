import { shownLine } from "../../pipelock/log.ts";
import { asTheyCome } from "../as-they-come.ts";
import type { LogLine } from "../backend.ts";
import { frameLines } from "./demultiplex.ts";
import type { Engine, Labelled } from "./engine-words.ts";
import { readLabels } from "./labels.ts";

/** What may be shown of a line: a secret that pipelock found in a URL stands in its log. */
const shownBy: Readonly<Record<string, (line: string) => string | null>> = { pipelock: shownLine };

interface Wanted {
  follow: boolean;
  signal: AbortSignal;
}

/** What these containers logged, merged by time; then, when followed, what comes as it comes. */
export async function* mergedLogs(
  engine: Pick<Engine, "logs">,
  containers: readonly Labelled[],
  { follow, signal }: Wanted,
): AsyncGenerator<LogLine> {
  const read = (container: Labelled, mode: Wanted & { since?: string }): AsyncGenerator<LogLine> =>
    lines(engine, container, mode);
  const [only, ...others] = containers;
  if (only !== undefined && others.length === 0 && !follow) {
    // Nothing is to be put in order, so that a log of any length is never held whole
    yield* read(only, { follow, signal });
    return;
  }
  const past = await Promise.all(
    containers.map((container) => all(read(container, { follow: false, signal }))),
  );
  yield* past.flat().toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  if (!follow) return;
  yield* asTheyCome(
    containers.map((container, index) => {
      const since = past[index]?.at(-1)?.time;
      return read(container, { follow, signal, ...(since === undefined ? {} : { since }) });
    }),
  );
}

async function* lines(
  engine: Pick<Engine, "logs">,
  { id, labels }: Labelled,
  options: Wanted & { since?: string },
): AsyncGenerator<LogLine> {
  const service = readLabels(labels).part;
  const shown = shownBy[service] ?? ((line: string) => line);
  for await (const { line } of frameLines(await engine.logs(id, options))) {
    const blank = line.indexOf(" ");
    const time = line.slice(0, blank);
    const text = shown(line.slice(blank + 1));
    // The engine's own filter includes the moment itself
    if (text !== null && (options.since === undefined || time > options.since))
      yield { service, time, line: text };
  }
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of source) found.push(each);
  return found;
}
