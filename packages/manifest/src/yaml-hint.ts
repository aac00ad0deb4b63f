const hints: readonly { looksLike: RegExp; hint: string }[] = [
  { looksLike: /[\s:,[{]\?(?:[\s,}\]]|$)/, hint: 'Put a question mark that stands alone in quotes: "?"' },
  { looksLike: /[[{].*\$\{/, hint: "Put ${…} in quotes where it stands inside { } or [ ]" },
  { looksLike: /(?:: |- |, |[[{])\s*[@`%|>&!]/, hint: "Put the value in quotes" },
  { looksLike: /^\s*\t/, hint: "Indent with spaces" },
  { looksLike: /: .*: /, hint: "Put a value with a colon in quotes" },
];

/** What most likely went wrong on a line that is no YAML; null when nothing comes to mind. */
export function yamlHint(row: string): string | null {
  return hints.find(({ looksLike }) => looksLike.test(row.slice(0, 500)))?.hint ?? null;
}
