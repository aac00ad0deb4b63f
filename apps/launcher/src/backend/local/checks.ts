import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Check } from "../backend.ts";
import type { LaunchParts } from "./launch.ts";
import { readMachine } from "./machine.ts";

/** The lines of `doctor` about bottles without an engine. */
export async function checksOf(_parts: LaunchParts): Promise<Check[]> {
  const { bubblewrap } = await readMachine();
  const { stdout } = await promisify(execFile)(bubblewrap, ["--version"]);
  return [{ name: "bubblewrap", ok: true, says: `${stdout.trim()} at ${bubblewrap}`, mend: null }];
}
