import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decisionSchema } from "@claude-bottle/policy";
import { expect, test } from "vitest";
import { commands } from "../../apps/launcher/src/cli/commands.ts";
import { documentsPrinted, printing } from "./documents-printed.ts";
import { root } from "./reader.ts";

const page = readFileSync(join(root, "docs/machine-output.md"), "utf8");

const codeIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
const rowsOf = (section: string): string[][] =>
  [...section.matchAll(/^\| (.*) \|$/gm)].map(([, row = ""]) => row.split(" | "));

/** The keys of each section, in the form `a.b`, `a[].b`. */
const sections = new Map(
  page.split(/^## /m).map((section) => {
    const [title = ""] = section.split("\n", 1);
    return [title, new Set(rowsOf(section).flatMap(([keys = ""]) => codeIn(keys)))] as const;
  }),
);
const keysOf = (title: string): ReadonlySet<string> => sections.get(title) ?? new Set();
const sectionOf = (command: string): string => (command === "dashboard --once" ? "dashboard" : command);

/** The keys of a document as far down as the page goes into it. */
function found(value: unknown, path: string, goesInto: (path: string) => boolean): string[] {
  if (Array.isArray(value)) {
    const element = `${path}[]`;
    const inside = goesInto(element) ? value.flatMap((each: unknown) => found(each, element, goesInto)) : [];
    return [element, ...inside];
  }
  if (typeof value !== "object" || value === null || !goesInto(path)) return [path];
  const inside = Object.entries(value).flatMap(([key, each]) =>
    found(each, path === "" ? key : `${path}.${key}`, goesInto),
  );
  return path === "" ? inside : [path, ...inside];
}

const isBelow = (path: string) => (key: string) =>
  path === "" || key.startsWith(`${path}.`) || key.startsWith(`${path}[]`);

test("F64 docs/machine-output.md has a section for each command that prints a document", () => {
  const printed = printing(commands).filter((name) => !sections.has(name));
  expect(printed).toEqual([]);
});

test("F64 docs/machine-output.md has the keys that each document really has", async () => {
  const all = await documentsPrinted();
  expect([...all.keys()].map(sectionOf)).toEqual(expect.arrayContaining(printing(commands)));
  for (const [command, documents] of all) {
    const title = sectionOf(command);
    const documented = command === "resume" ? new Set([...keysOf("start"), ...keysOf(title)]) : keysOf(title);
    const goesInto = (path: string): boolean => [...documented].some(isBelow(path));
    const real = new Set(documents.flatMap((each) => found(each, "", goesInto)));
    // A list is named by what is in it, and null where its parts would be
    const undocumented = [...real].filter((key) => !documented.has(key) && !goesInto(key));
    expect(undocumented, `${command}: printed and not documented`).toEqual([]);
    const absent = [...documented].filter((key) => !real.has(key) && !real.has(`${key}[]`));
    expect(absent, `${command}: documented and not printed`).toEqual([]);
  }
});

const events = rowsOf(page.split("## What sidecars log")[1] ?? "").flatMap(
  ([sidecar = "", event = "", keys = ""]) =>
    codeIn(event).map((name) => ({ sidecar, name, keys: codeIn(keys) })),
);

test.for(["egress-proxy", "git-gate", "supervise"])(
  "F64 docs/machine-output.md has the events that %s logs",
  (sidecar) => {
    const documented = new Map(
      events.filter((each) => each.sidecar === sidecar).map(({ name, keys }) => [name, keys]),
    );
    const sources = globSync("src/**/*.ts", { cwd: join(root, "apps", sidecar) }).filter(
      (file) => !file.includes("test") && !file.includes("contract"),
    );
    const logged = new Set(sidecar === "egress-proxy" ? ["request"] : []);
    for (const file of sources) {
      const source = readFileSync(join(root, "apps", sidecar, file), "utf8");
      for (const [, name = "", literal = ""] of source.matchAll(
        /log\.event\("([a-z-]+)"(?:, \{([^}]*)\})?/g,
      )) {
        logged.add(name);
        const keys = literal
          .replaceAll(/\([^)]*\)/g, "")
          .split(",")
          .flatMap((each) => /^\s*(\w+)/.exec(each)?.[1] ?? []);
        expect(documented.get(name), `${sidecar} ${name}`).toEqual(expect.arrayContaining(keys));
      }
    }
    expect([...documented.keys()].toSorted()).toEqual([...logged].toSorted());
  },
);

test("F64 docs/machine-output.md has the keys of a request as egress-proxy logs it", () => {
  const { keys } = events.find(({ name }) => name === "request") ?? { keys: [] };
  expect(["event", "time", ...keys]).toEqual(Object.keys(decisionSchema.shape));
});
