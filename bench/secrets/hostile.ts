import { fullSetup } from "@claude-bottle/secrets/pool";
import { genericConfig } from "../../packages/secrets/src/rules/generic/generic-config.ts";
import { loadConfig } from "../../packages/secrets/src/gitleaks/load-config.ts";
import { makeScanner } from "../../packages/secrets/src/pool/make-scanner.ts";
import { nativeRules } from "../../packages/secrets/src/rules/index.ts";
import { seededRandom } from "../../packages/secrets/src/testing/index.ts";
import { hostileShapes, hostileText } from "../../packages/secrets/src/testing/hostile-texts.ts";

const MEGABYTE = 1_000_000;
/** All are tried in this size; the slowest again in a megabyte. */
const PROBE = 50_000;
const SLOWEST = 12;

interface Slow {
  name: string;
  make: (size: number) => Uint8Array;
  rate: number;
}

/** The lowest rate, in MB for each second of processor time, over texts made against each rule; all rules on, decoding on. */
export function worstHostile(quick: boolean): { rate: number; name: string; count: number } {
  const { scanner } = makeScanner({
    known: [],
    ...fullSetup,
    digestKey: null,
  });
  const rateOf = (bytes: Uint8Array): number => {
    const before = process.cpuUsage();
    scanner.scan(bytes, { file: "hostile" });
    const { user, system } = process.cpuUsage(before);
    return bytes.length / (user + system);
  };
  const texts = [...ofNative(), ...ofConfig()];
  const tried = quick ? texts.filter((_, index) => index % 20 === 0) : texts;
  const slowest = tried
    .map(({ name, make }): Slow => ({ name, make, rate: rateOf(make(PROBE)) }))
    .sort((a, b) => a.rate - b.rate)
    .slice(0, SLOWEST)
    .map((slow) => ({ ...slow, rate: rateOf(slow.make(MEGABYTE)) }))
    .sort((a, b) => a.rate - b.rate);
  const [worst] = slowest;
  return { rate: worst?.rate ?? 0, name: worst?.name ?? "", count: tried.length };
}

function ofNative(): Omit<Slow, "rate">[] {
  return nativeRules.flatMap((rule) => {
    const { id, literals } = rule;
    const { hits, misses } = rule.samples(seededRandom(1));
    const pieces = [
      ...literals.slice(0, 3),
      ...[...hits.slice(0, 2), ...misses.slice(0, 2)].map((text) => `${text}\n`),
    ];
    return pieces.flatMap((piece) => [
      { name: `${id} repeated`, make: (size: number) => Buffer.alloc(size, piece) },
      {
        name: `${id} in base64`,
        make: (size: number) => Buffer.alloc(size, `${btoa(piece.replaceAll(/[^ -~]/g, " "))}\n`),
      },
    ]);
  });
}

function ofConfig(): Omit<Slow, "rate">[] {
  const { config } = loadConfig({ path: "", text: genericConfig });
  return [...config.rules.values()].flatMap(({ id, regex }) =>
    regex === undefined
      ? []
      : hostileShapes(regex.regex.tree).map((shape) => ({
          name: `${id}: ${JSON.stringify(shape.unit.slice(0, 40))}`,
          make: (size: number) => hostileText(shape, size),
        })),
  );
}
