import { BottleError } from "@claude-bottle/shared";
import { type Document, isMap, isSeq, parseDocument, type YAMLMap } from "yaml";
import { lineRuns } from "../core/text-diff.ts";
import type { BottleChange } from "../explain/bottle-change.ts";

const FENCED = /^(\ufeff?---[ \t]*\r?\n)([\s\S]*?)(^---[ \t]*$[\s\S]*)$/m;

/** Ways in which people write; the one that is nearest to the file is kept to. */
const styles = [true, false].flatMap((indentSeq) =>
  [false, true].map((flowCollectionPadding) => ({ indentSeq, flowCollectionPadding, lineWidth: 0 })),
);

const linesOf = (text: string): string[] => text.split(/(?<=\n)/);

/** The text of a bottle's file with these changes in its front matter; every other line stays as it is. */
export function editBottle(text: string, changes: readonly BottleChange[]): string {
  const [, open = "", yaml = "", rest = ""] = FENCED.exec(text) ?? [];
  if (rest === "") throw new BottleError("manifest-invalid", "Cannot find the front matter of the bottle");
  const written = linesOf(yaml);
  const [nearest] = styles
    .map((style) => ({ style, lines: linesOf(parseDocument(yaml).toString(style)) }))
    .toSorted((a, b) => distance(a.lines, written) - distance(b.lines, written));
  const document = parseDocument(yaml);
  for (const change of changes) edit(document, change);
  const edited = linesOf(document.toString(nearest?.style));
  return `${open}${carriedOver(written, nearest?.lines ?? [], edited).join("")}${rest}`;
}

const distance = (lines: readonly string[], written: readonly string[]): number =>
  Math.abs(lines.length - written.length) * 1_000 +
  lines.filter((line, index) => line !== written[index]).length;

/** The edit as it was made on the library's own rendering, carried over to the lines as they were written. */
function carriedOver(written: string[], rendered: string[], edited: string[]): string[] {
  if (written.length !== rendered.length) return edited;
  let at = 0;
  return lineRuns(rendered, edited).flatMap(({ kind, lines }) => {
    if (kind === "added") return lines;
    const own = written.slice(at, at + lines.length);
    at += lines.length;
    return kind === "removed" ? [] : own;
  });
}

function edit(document: Document, change: BottleChange): void {
  switch (change.kind) {
    case "add-host":
      add(document, ["egress", "allowlist"], change.host);
      return;
    case "add-route":
      add(document, ["egress_proxy", "routes"], change.route);
      return;
    case "add-path":
      addToRoute(document, change.host, { key: "path_allowlist", value: change.path });
      return;
    case "add-method":
      addToRoute(document, change.host, { key: "methods", value: change.method });
      return;
    case "remove-host":
    case "remove-route":
    case "remove-method":
      throw new BottleError("internal", "A suggestion takes nothing out of a bottle");
  }
}

function add(document: Document, [section, list]: [string, string], value: unknown): void {
  const map = document.get(section);
  if (!isMap(map)) document.set(section, document.createNode({}));
  // `{}` grows into lines of its own
  else if (map.items.length === 0) map.flow = false;
  const entries = document.getIn([section, list]);
  if (!isSeq(entries)) document.setIn([section, list], document.createNode([]));
  else if (entries.items.length === 0) entries.flow = false;
  document.addIn([section, list], flat(document, value));
}

/** Short lists within a new entry on one line, as people write them. */
function flat(document: Document, value: unknown): unknown {
  const node = document.createNode(value);
  if (isMap(node)) for (const item of node.items) if (isSeq(item.value)) item.value.flow = true;
  return node;
}

function addToRoute(document: Document, host: string, { key, value }: { key: string; value: string }): void {
  const routes = document.getIn(["egress_proxy", "routes"]);
  const isMeant = (item: unknown): item is YAMLMap =>
    isMap(item) && String(item.get("host")).trim().toLowerCase() === host;
  const route = isSeq(routes) ? routes.items.find(isMeant) : undefined;
  const list = route?.get(key);
  if (!isSeq(list)) throw new BottleError("manifest-invalid", `Cannot find ${key} of the route for ${host}`);
  list.add(document.createNode(value));
}
