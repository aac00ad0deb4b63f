import { BottleError } from "@claude-bottle/shared";
import type { Check } from "../backend/backend.ts";
import { lockedDigest, pinned } from "./images-lock.ts";
import { obtainPipelock, readLock, type ObtainOptions } from "./obtain.ts";

/** The line of `doctor` about where pipelock comes from; nothing is pulled for it but to renew the digest. */
export async function sourceCheck(options: ObtainOptions): Promise<Check> {
  const name = "pipelock";
  try {
    if (options.refresh || options.source.kind === "binary") await obtainPipelock(options);
    return { name, ok: true, says: await found(options), mend: null };
  } catch (error) {
    if (!(error instanceof BottleError)) throw error;
    return { name, ok: false, says: error.message, mend: error.hint ?? null };
  }
}

async function found({ source, engine, lockFile }: ObtainOptions): Promise<string> {
  if (source.kind === "binary") return `the binary "${source.path}"`;
  const digest =
    source.kind === "published" ? lockedDigest(await readLock(lockFile), source.reference) : null;
  const wanted = digest === null ? source.reference : pinned(source.reference, digest);
  const words = digest === null ? source.reference : `${source.reference}, held to ${digest}`;
  const present = (await engine.imageId(wanted)) !== null;
  return present ? words : `${words}; the first start that needs it pulls it`;
}
