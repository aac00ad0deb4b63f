import { anyNameRules } from "./any-name.ts";
import type { Allowance, GenericRule } from "./generic-rule.ts";
import { shapeRules } from "./shapes.ts";
import { serviceRules, type ServiceSecret } from "./service-secret.ts";
import { servicesAToF } from "./services-a-to-f.ts";
import { servicesGToM } from "./services-g-to-m.ts";
import { servicesNToZ } from "./services-n-to-z.ts";

const services: readonly ServiceSecret[] = [...servicesAToF, ...servicesGToM, ...servicesNToZ];

/** Rules for what has no structure of its own: known by the name it is assigned to, by a shape, by its entropy. */
export const genericRules: readonly GenericRule[] = [
  ...shapeRules,
  ...serviceRules(services),
  ...anyNameRules,
];

/** The same as a gitleaks configuration, in TOML. */
export const genericConfig: string = [
  'title = "claude-bottle: secrets without structure"',
  ...genericRules.map(ruleTable),
].join("\n\n");

function ruleTable({ id, description, regex, keywords, entropy, allow = [] }: GenericRule): string {
  return [
    "[[rules]]",
    `id = ${text(id)}`,
    `description = ${text(description)}`,
    `regex = ${text(regex)}`,
    ...(entropy === undefined ? [] : [`entropy = ${entropy.toFixed(1)}`]),
    `keywords = ${list(keywords)}`,
    ...allow.map(allowlistTable),
  ].join("\n");
}

function allowlistTable({ target, regexes, stopwords }: Allowance): string {
  return [
    "[[rules.allowlists]]",
    ...(target === undefined ? [] : [`regexTarget = ${text(target)}`]),
    ...(regexes === undefined ? [] : [`regexes = ${list(regexes)}`]),
    ...(stopwords === undefined ? [] : [`stopwords = ${list(stopwords)}`]),
  ].join("\n");
}

function list(texts: readonly string[]): string {
  return `[${texts.map(text).join(", ")}]`;
}

/** A TOML basic string escapes as JSON does. */
function text(value: string): string {
  return JSON.stringify(value);
}
