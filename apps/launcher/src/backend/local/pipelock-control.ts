import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BottleError } from "@claude-bottle/shared";
import { z } from "zod";
import type { PipelockControl } from "../../pipelock/control.ts";
import { pipelockFiles } from "../../pipelock/launch-spec.ts";
import { listingQuestion } from "../../pipelock/listing.ts";
import type { RunningPipelock } from "../backend.ts";
import { askControl } from "./control.ts";
import { fileLines } from "./follow-file.ts";
import { CONTROL_SOCKET } from "./inside-paths.ts";
import { PIPELOCK_PROGRAM } from "./pipelock-sandbox.ts";
import { namedProcesses, signalInside } from "./processes.ts";
import { replaceFile } from "../../host/replace-file.ts";
import type { RunPaths } from "./run-paths.ts";

const answerSchema = z.object({ body: z.string() });

interface Place {
  paths: RunPaths;
  /** What its process is called. */
  name: string;
  /** Whether egress-proxy is there, which alone is told where it listens. */
  hasEgressProxy: boolean;
  /** Runs its own check of a file in its configuration directory. */
  check: PipelockControl["check"];
}

/** A bottle's pipelock and the file that it has; null: there is none. */
export async function runningPipelock(place: Place): Promise<RunningPipelock | null> {
  const { paths } = place;
  const running = await readFile(join(paths.configuration, pipelockFiles.config), "utf8").catch(() => null);
  return running === null ? null : { running, control: pipelockControl(place) };
}

function pipelockControl({ paths, name, hasEgressProxy, check }: Place): PipelockControl {
  return {
    put: (file, content) => replaceFile(join(paths.configuration, file), content, 0o444),
    check,
    async hup() {
      for (const { pid } of namedProcesses((each) => each === name))
        await signalInside(pid, { program: PIPELOCK_PROGRAM, signal: "SIGHUP" });
    },
    async *lines(signal) {
      const log = join(paths.logs, "pipelock.log");
      for await (const text of fileLines(log, { follow: true, signal, from: "end" }))
        yield { stream: text.startsWith("{") ? "stdout" : "stderr", text };
    },
    ask: hasEgressProxy ? (host) => askThrough(paths, host) : null,
  };
}

async function askThrough(paths: RunPaths, host: string): Promise<string> {
  const body = { url: listingQuestion(host) };
  const socket = join(paths.sidecar("egress-proxy").control, CONTROL_SOCKET);
  const answer = await askControl(socket, { method: "POST", path: "/ask-pipelock", body });
  if (answer.status === 200) return answerSchema.parse(answer.body).body;
  throw new BottleError("sidecar-failed", `egress-proxy could not ask pipelock about "${host}"`);
}
