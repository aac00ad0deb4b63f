import type { Engine, ExecSpec } from "./engine-words.ts";
import { frames } from "./demultiplex.ts";

/** Runs a command in a container, with this on its stdin; gives its status and everything that it wrote. */
export async function runToEnd(
  engine: Engine,
  id: string,
  { input, ...spec }: ExecSpec & { input?: Uint8Array },
): Promise<{ status: number; words: string }> {
  const { stream, exitCode } = await engine.exec(id, spec);
  stream.end(input);
  const said: Buffer[] = [];
  for await (const { bytes } of frames(stream)) said.push(bytes);
  return { status: await exitCode(), words: Buffer.concat(said).toString().trim() };
}
