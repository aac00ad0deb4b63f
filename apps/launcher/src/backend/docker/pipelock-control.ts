import { buffer } from "node:stream/consumers";
import { BottleError } from "@claude-bottle/shared";
import { extract } from "tar-stream";
import { z } from "zod";
import type { PipelockControl } from "../../pipelock/control.ts";
import { pipelockFiles } from "../../pipelock/launch-spec.ts";
import { listingQuestion } from "../../pipelock/listing.ts";
import type { RunningPipelock } from "../backend.ts";
import { archiveOf } from "./archive.ts";
import type { AskControl } from "./control.ts";
import { frameLines } from "./demultiplex.ts";
import type { Engine, Labelled } from "./engine-words.ts";
import { readLabels } from "./labels.ts";
import { EXECUTABLE, NAME } from "./pipelock-container.ts";
import { runToEnd } from "./run-to-end.ts";

const { directory, config, uid, gid } = pipelockFiles;
const answerSchema = z.object({ body: z.string() });

interface Ways {
  engine: Engine;
  ask: AskControl;
}

/** The pipelock among a bottle's containers and the file that it has; null: there is none. */
export async function runningPipelock(
  { engine, ask }: Ways,
  parts: readonly Labelled[],
): Promise<RunningPipelock | null> {
  const part = (name: string): Labelled | null =>
    parts.find(({ labels }) => readLabels(labels).part === name) ?? null;
  const pipelock = part(NAME);
  if (pipelock === null) return null;
  const running = await fileIn(engine, pipelock.id, `${directory}/${config}`);
  return { running, control: pipelockControl({ engine, ask }, pipelock.id, part("egress-proxy")) };
}

function pipelockControl({ engine, ask }: Ways, id: string, egressProxy: Labelled | null): PipelockControl {
  return {
    async put(name, content) {
      const entry = { path: name, mode: 0o444, uid, gid, content: Buffer.from(content) };
      await engine.putArchive(id, directory, await archiveOf([entry]));
    },
    async check(name) {
      const command = [EXECUTABLE, "check", "-c", `${directory}/${name}`];
      const { status, words } = await runToEnd(engine, id, { command, environment: {}, tty: false });
      return { ok: status === 0, says: words };
    },
    hup: () => engine.signal(id, "SIGHUP"),
    async *lines(signal) {
      const output = await engine.attach(id);
      const close = (): void => void output.destroy();
      signal.addEventListener("abort", close, { once: true });
      try {
        if (!signal.aborted)
          for await (const { stream, line } of frameLines(output)) yield { stream, text: line };
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        signal.removeEventListener("abort", close);
        output.destroy();
      }
    },
    ask: egressProxy === null ? null : (name) => askThrough(ask, egressProxy, name),
  };
}

/** egress-proxy alone is on a network with pipelock. */
async function askThrough(ask: AskControl, egressProxy: Labelled, name: string): Promise<string> {
  const body = { url: listingQuestion(name) };
  const answer = await ask(egressProxy, { method: "POST", path: "/ask-pipelock", body });
  if (answer.status === 200) return answerSchema.parse(answer.body).body;
  throw new BottleError("sidecar-failed", `egress-proxy could not ask pipelock about "${name}"`);
}

/** Its image may have no program that reads a file. */
async function fileIn(engine: Engine, id: string, path: string): Promise<string> {
  const files = (await engine.getArchive(id, path)).pipe(extract());
  for await (const file of files) return (await buffer(file)).toString();
  throw new BottleError("sidecar-failed", `pipelock has no "${path}"`);
}
