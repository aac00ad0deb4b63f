import { IMAGE_LABEL } from "../../images/image-spec.ts";
import type { Check } from "../backend.ts";
import type { Engine } from "./engine-words.ts";

const OLDEST_API = "1.41";

/** The lines of `doctor` about an engine. */
export async function engineChecks(engine: Engine): Promise<Check[]> {
  const { version, apiVersion, runtimes } = await engine.facts();
  const built = await engine.images(IMAGE_LABEL);
  const names = new Set(built.map(({ labels }) => labels[IMAGE_LABEL] ?? ""));
  const recent = apiVersion.localeCompare(OLDEST_API, "en", { numeric: true }) >= 0;
  const sandboxed = runtimes.includes("runsc");
  return [
    {
      name: "engine",
      ok: recent,
      says: `${version} (API ${apiVersion}) at ${engine.address}`,
      mend: recent ? null : `Update the engine to one with API ${OLDEST_API} (20.10) or later`,
    },
    {
      name: "runtime",
      ok: true,
      says: sandboxed ? "runsc: agents run under gVisor" : "runc: agents share the host's kernel",
      mend: sandboxed ? null : "Register gVisor's runsc with the engine for a boundary of its own",
    },
    {
      name: "images",
      ok: true,
      says: names.size === 0 ? "none yet: the first start builds them" : [...names].toSorted().join(", "),
      mend: null,
    },
  ];
}
