import { assignment, type GenericRule } from "./generic-rule.ts";

/** Service, words that name it (the first decides the rule's id), and what its secrets look like. */
export type ServiceSecret = readonly [name: string, near: readonly string[], ...values: readonly string[]];

const HEX = "[0-9a-f]";
export const UUID = `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`;

/** `0000…`, `1234…`: a secret has more variety; numeric ids have this little. */
const LEAST_ENTROPY = 2;

/** `hex(32)`: so many hexadecimal digits. */
export function hex(length: number): string {
  return `${HEX}{${length}}`;
}

/** Letters and digits. */
export function alnum(least: number, most: number = least): string {
  return repeated("[0-9a-z]", least, most);
}

/** Letters, digits, `-` and `_`. */
export function word(least: number, most: number = least): string {
  return repeated("[\\w-]", least, most);
}

export function digits(least: number, most: number = least): string {
  return repeated("[0-9]", least, most);
}

function repeated(set: string, least: number, most: number): string {
  return `${set}{${least === most ? least : `${least},${most}`}}`;
}

/** One rule for each service: its name, an assignment, one of its shapes. */
export function serviceRules(services: readonly ServiceSecret[]): GenericRule[] {
  return services.map(([name, near, ...values]) => ({
    id: `generic-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`,
    description: `${name} credential`,
    regex: assignment(near.map(escaped).join("|"), values.join("|")),
    keywords: near.map((word) => word.toLowerCase()),
    entropy: LEAST_ENTROPY,
  }));
}

function escaped(word: string): string {
  const quoted = word.replaceAll(/[.+]/g, "\\$&");
  return word.length < 7 ? `(?:\\b|_)${quoted}` : quoted;
}
