import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startOurs } from "../egress/ours.ts";
import { type ReloadsUnderLoad, reloadsUnderLoad } from "../egress/reload.ts";
import { startUpstream } from "../egress/upstream.ts";

/** egress-proxy alone, as `egress.reload.failed` has it. */
export async function reloads(count: number): Promise<ReloadsUnderLoad> {
  await using directory = await mkdtempDisposable(join(tmpdir(), "supervise-bench-"));
  await using upstream = await startUpstream();
  await using ours = await startOurs({ upstream, directory: directory.path });
  return await reloadsUnderLoad(ours, count);
}
