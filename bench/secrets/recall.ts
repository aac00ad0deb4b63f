import { fullSetup } from "@claude-bottle/secrets/pool";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { makeScanner } from "../../packages/secrets/src/pool/make-scanner.ts";

const casesSchema = z.array(
  z.object({ ruleId: z.string(), text: z.string(), expect: z.boolean(), path: z.string().optional() }),
);

/** A line for each file of cases in a folder: how many expected hits are hits by any rule, how many others are. */
export function recall(folder: string): string[] {
  const { scanner } = makeScanner({
    known: [],
    ...fullSetup,
    digestKey: null,
  });
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json") || name.endsWith(".json.gz"))
    .map((name) => {
      const raw = readFileSync(join(folder, name));
      const cases = casesSchema.parse(JSON.parse((name.endsWith(".gz") ? gunzipSync(raw) : raw).toString()));
      const isHit = ({ text, path }: (typeof cases)[number]): boolean => {
        const outcome = scanner.scan(Buffer.from(text), { file: path ?? "case" });
        return outcome.kind === "over budget" || outcome.findings.length > 0;
      };
      const expected = cases.filter(({ expect }) => expect);
      const others = cases.filter(({ expect }) => !expect);
      const missed = Map.groupBy(
        expected.filter((one) => !isHit(one)),
        ({ ruleId }) => ruleId,
      );
      const hits = expected.length - [...missed.values()].flat().length;
      const ids = [...missed].map(([id, ofRule]) => `${id} ${ofRule.length}`).join(", ");
      return (
        `${name}: ${share(hits, expected.length)} of ${expected.length} found, ` +
        `${share(others.filter(isHit).length, others.length)} of ${others.length} others` +
        (ids === "" ? "" : `; missed: ${ids}`)
      );
    });
}

function share(part: number, all: number): string {
  return all === 0 ? "-" : `${((100 * part) / all).toFixed(2)} %`;
}
