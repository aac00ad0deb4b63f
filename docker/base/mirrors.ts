import type { Mirrors } from "./recipe.ts";

interface Source {
  uri: string;
  suites: string[];
}

/** `deb [options] URI suite component…`, sources.list(5) */
function oneLineSources(text: string): Source[] {
  return text.split("\n").flatMap((line) => {
    const [, uri, suite] = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)/.exec(line) ?? [];
    return uri === undefined || suite === undefined ? [] : [{ uri, suites: [suite] }];
  });
}

/** Stanzas of `Field: value` lines, the deb822 form of sources.list(5) */
function stanzaSources(text: string): Source[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const field = (name: string): string[] =>
      new RegExp(`^${name}:\\s*(.+)$`, "im").exec(stanza)?.[1]?.trim().split(/\s+/) ?? [];
    const suites = field("Suites");
    return field("Types").includes("deb") ? field("URIs").map((uri) => ({ uri, suites })) : [];
  });
}

/** The mirrors that the host itself takes this suite from, by the text of its source files; what it does not name is absent. */
export function mirrorsOf(texts: readonly string[], suite: string): Partial<Mirrors> {
  const sources = texts
    .flatMap((text) => [...oneLineSources(text), ...stanzaSources(text)])
    .filter(({ uri }) => /^https?:/.test(uri));
  const uriOf = (wanted: string): string | undefined =>
    sources.find(({ suites }) => suites.includes(wanted))?.uri.replace(/\/+$/, "");
  const main = uriOf(suite);
  const security = uriOf(`${suite}-security`);
  return { ...(main === undefined ? {} : { main }), ...(security === undefined ? {} : { security }) };
}
