import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { sidecars } from "@claude-bottle/shared";
import { z } from "zod";
import { shownLine } from "../../pipelock/log.ts";
import type { LogLine } from "../backend.ts";
import { asTheyCome } from "../as-they-come.ts";
import { fileLines } from "./follow-file.ts";

const timedSchema = z.looseObject({ time: z.string() });
/** What may be shown of a line: a secret that pipelock found in a URL stands in its log. */
const shownBy: Readonly<Record<string, (line: string) => string | null>> = { pipelock: shownLine };
const AGENT = "agent";
const SHOWN: ReadonlySet<string> = new Set(sidecars);

interface Wanted {
  service: string | null;
  follow: boolean;
  signal: AbortSignal;
}

/** What the parts of a bottle logged, merged by time; then, when followed, what comes as it comes. */
export async function* mergedLogs(
  logs: string,
  { service, follow, signal }: Wanted,
): AsyncGenerator<LogLine> {
  const services = (await readdir(logs))
    .map((name) => basename(name, ".log"))
    .filter((name) => (service === null ? SHOWN.has(name) : name === service));
  const sources = services.map((name) => lines(logs, name, { follow, signal }));
  // One alone is in order, so that a log of any length is never held whole
  if (follow || sources.length === 1) yield* asTheyCome(sources);
  else {
    const past = await Promise.all(sources.map(all));
    yield* past.flat().toSorted((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)));
  }
}

async function* lines(
  logs: string,
  service: string,
  options: Pick<Wanted, "follow" | "signal">,
): AsyncGenerator<LogLine> {
  const shown = shownBy[service] ?? ((line: string) => line);
  let last = "";
  for await (const written of fileLines(join(logs, `${service}.log`), options)) {
    const { time, line } = timed(service, written);
    const text = shown(line);
    last = time ?? last;
    if (text !== null) yield { service, time: last, line: text };
  }
}

/** The agent's lines are led by their time; a sidecar's hold it. */
function timed(service: string, written: string): { time: string | null; line: string } {
  if (service === AGENT) {
    const [time = ""] = written.split(" ", 1);
    return Number.isNaN(Date.parse(time))
      ? { time: null, line: written }
      : { time, line: written.slice(time.length + 1) };
  }
  return { time: timeIn(written), line: written };
}

function timeIn(line: string): string | null {
  if (!line.startsWith("{")) return null;
  try {
    const found = timedSchema.safeParse(JSON.parse(line)).data?.time ?? "";
    return Number.isNaN(Date.parse(found)) ? null : new Date(found).toISOString();
  } catch {
    return null;
  }
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of source) found.push(each);
  return found;
}
