import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { backendKinds } from "../world/backend-kinds.ts";
import { localMissing, lowPortsMissing } from "../world/local-objects.ts";
import { plainUser } from "../world/plain-user.ts";
import { noPipelock, pipelockKinds, realMissing } from "../world/pipelock-kinds.ts";
import { canaries, type Cell, openCell } from "./cell.ts";
import { probes } from "./probes.ts";

for (const { backend, missing } of backendKinds)
  if (missing !== null) process.stdout.write(`skipped: the escape battery, on ${backend}: ${missing}\n`);
if (realMissing !== null)
  process.stdout.write(`skipped: the escape battery with the real pipelock: ${realMissing}\n`);
const present = backendKinds.filter(({ missing }) => missing === null);

const plainMissing = localMissing(plainUser) ?? lowPortsMissing();
if (plainMissing !== null)
  process.stdout.write(`skipped: the escape battery, on local as a plain user: ${plainMissing}\n`);
const withPlainUser = plainUser !== null && plainMissing === null;

describe.skipIf(present.length === 0)(
  "the escape battery from inside real bottles, with and without pipelock",
  { timeout: 240_000 },
  () => {
    const held = new AsyncDisposableStack();
    let cells: Cell[];

    beforeAll(async () => {
      cells = [];
      for (const { backend } of present) {
        for (const kind of [noPipelock, ...pipelockKinds])
          cells.push(held.use(await openCell({ backend, kind })));
      }
      if (withPlainUser)
        cells.push(held.use(await openCell({ backend: "local", kind: noPipelock, user: plainUser })));
    }, 600_000);

    afterAll(() => held.disposeAsync(), 600_000);

    /** Asks every cell side by side; what is wrong stands under the cell's name. */
    const wrong = async (ask: (cell: Cell) => Promise<string | null>): Promise<Record<string, string>> => {
      const answers = await Promise.all(cells.map(async (cell) => [cell.name, await ask(cell)] as const));
      return Object.fromEntries(
        answers.flatMap(([name, answer]) => (answer === null ? [] : [[name, answer]])),
      );
    };

    test.for(probes)("$title", async (probe) => {
      expect(await wrong((cell) => cell.leak(probe))).toEqual({});
    });

    test("F02 F42 B43 no canary is in the agent's environment, files or /proc, nor in anything the engine shows", async () => {
      const sweep = ({ foreign }: Cell): string =>
        `env; cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr '\\0' '\\n'; grep -raslE 'canary-(route|model)' / --exclude-dir=proc --exclude-dir=sys ${foreign.map((name) => `--exclude-dir=${name}`).join(" ")} 2>/dev/null; true`;
      const forms = Object.values(canaries).flatMap((value) => [
        value,
        Buffer.from(value).toString("base64").slice(0, 24),
        encodeURIComponent(value),
      ]);
      const found = await wrong(async (cell) => {
        const swept = await cell.inside(sweep(cell));
        if (!swept.includes("HTTPS_PROXY")) return `the sweep saw nothing: ${swept}`;
        const texts = [swept, ...(await cell.shown())];
        return texts.find((text) => forms.some((form) => text.includes(form))) ?? null;
      });
      expect(found).toEqual({});
    });

    test("F37 the same canary does arrive at the upstream it belongs to", async () => {
      const lost = await wrong(async (cell) => {
        await cell.inside("curl -sS https://api.example.test/proof");
        const headers = await cell.arrived("/proof");
        return headers.includes(`Bearer ${canaries.TOKEN_OF_ROUTE}`) ? null : headers.join("\n");
      });
      expect(lost).toEqual({});
    });
  },
);
