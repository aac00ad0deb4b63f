import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const checkout = join(import.meta.dirname, "../..");

/** Source of the Go toolchain; null: there is none here. */
export function goSource(): string | null {
  try {
    const root = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();
    const source = join(root, "src");
    return existsSync(source) ? source : null;
  } catch {
    return null;
  }
}

/** Packages that this checkout is built with. */
export const nodeModules = join(checkout, "node_modules");
