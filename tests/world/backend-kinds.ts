import { describe } from "vitest";
import { engineMissing } from "./docker-cli.ts";
import { localMissing, lowPortsMissing } from "./local-objects.ts";

/** How bottles are run. */
export type BackendName = "docker" | "local";

/** Every way to run bottles, and why it cannot be tried here; null: it can. */
export const backendKinds: readonly { backend: BackendName; missing: string | null }[] = [
  { backend: "docker", missing: engineMissing() },
  { backend: "local", missing: localMissing() ?? lowPortsMissing() },
];

/** The same tests on every backend that there is here; one that is not says why. */
export function describeOnEach(
  what: string,
  options: { timeout: number; except?: Partial<Record<BackendName, string | null>> },
  tests: (backend: BackendName) => void,
): void {
  for (const { backend, missing } of backendKinds) {
    const why = options.except?.[backend] ?? missing;
    if (why !== null) process.stdout.write(`skipped: ${what}, on ${backend}: ${why}\n`);
    describe.skipIf(why !== null)(`${what}, on ${backend}`, { timeout: options.timeout }, () => {
      tests(backend);
    });
  }
}
