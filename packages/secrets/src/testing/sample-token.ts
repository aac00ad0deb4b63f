import { KnownValues } from "../known/known-values.ts";
import { nativeRules } from "../rules/index.ts";
import { seededRandom } from "../rules/testing/seeded-random.ts";
import { NativeTable } from "../stream/native-table.ts";
import { Screen } from "../stream/screen.ts";

/** A token of a rule's form, made from a seed: the repository holds none. */
export function sampleToken(ruleId: string, seed = 1): string {
  const rule = nativeRules.find(({ id }) => id === ruleId);
  if (rule === undefined) throw new RangeError(`There is no rule "${ruleId}"`);
  const bytes = Buffer.from(rule.samples(seededRandom(seed)).hits[0] ?? "");
  const [found] = new Screen(new KnownValues([]), new NativeTable([rule])).find(bytes, null);
  return bytes.toString("latin1", found?.secret.start, found?.secret.end);
}
