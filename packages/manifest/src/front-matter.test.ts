import { expect, test } from "vitest";
import { readFrontMatter } from "./front-matter.ts";

const read = (text: string) => readFrontMatter("f.md", text);
const faults = (text: string): string[] =>
  read(text).faults.map(({ line, message }) => `${line}: ${message}`);

test("splits keys from the body and drops blank lines around the body", () => {
  const { data, body, faults: none } = read("---\na: 1\n---\n\n\n  First\n\nlast\n\n");
  expect({ data, body, none }).toEqual({ data: { a: 1 }, body: "  First\n\nlast", none: [] });
});

test("a later --- belongs to the body", () => {
  expect(read("---\na: 1\n---\nx\n---\ny\n").body).toBe("x\n---\ny");
});

test("Windows line ends and a byte order mark do not matter", () => {
  const { data, body } = read("\ufeff---\r\na: x\r\n---\r\none\r\ntwo\r\n");
  expect({ data, body }).toEqual({ data: { a: "x" }, body: "one\ntwo" });
});

test.for(["---\n---\n", "---\n# only a comment\n---\n"])("no keys at all is an empty map: %j", (text) => {
  expect(read(text)).toMatchObject({ data: {}, faults: [] });
});

test.for(["no", "yes", "on", "off", "y", "n", "2026-11-21", "12:30:00"])(
  "%s is text (YAML 1.2 core)",
  (word) => {
    expect(read(`---\na: ${word}\n---\n`).data).toEqual({ a: word });
  },
);

test("every key and list entry knows its line in the file", () => {
  const source = read("---\na:\n  - x\n  - b: 1\n    c: 2\nd: {e: 1,\n  f: 2}\n---\n");
  expect(
    [["a"], ["a", 0], ["a", 1, "b"], ["a", 1, "c"], ["d", "e"], ["d", "f"]].map((path) =>
      source.lineOf(path),
    ),
  ).toEqual([2, 3, 4, 5, 6, 7]);
});

test("a path that is not written has the line of what is written above it", () => {
  expect(read("---\na: 1\nb:\n  c: 1\n---\n").lineOf(["b", "x", 3])).toBe(3);
});

test.for([
  ["a: &x 1", '2: Cannot use the anchor "&x"'],
  ["a: 1\nb: *x", '3: Cannot use the alias "*x"'],
  ["a: !!str 1", '2: Cannot use the tag "tag:yaml.org,2002:str"'],
  ["a: !env X", '2: Cannot use the tag "!env"'],
  ["<<: {a: 1}", '2: Cannot use the merge key "<<"'],
  ["a: 1\nb: 2\na: 3", '4: Duplicate key "a"'],
  ["x: {a: 1, a: 2}", '2: Duplicate key "a"'],
  ["? [a]\n: 1", "2: Cannot use this as a key"],
  ["~: 1", "2: Cannot use this as a key"],
  ["&k a: 1", "2: Cannot use an anchor or a tag on a key"],
  ["__proto__: 1", '2: Unknown key "__proto__"'],
  ["a:\n  constructor: 1", '3: Unknown key "constructor"'],
  ["prototype: 1", '2: Unknown key "prototype"'],
  ["%YAML 1.1", "2: Cannot read YAML directives (%)"],
] as const)("refuses %j", ([keys, expected]) => {
  expect(faults(`---\n${keys}\n---\n`)).toContainEqual(expected);
});

test("refuses a second document hidden behind `...`", () => {
  expect(faults("---\na: 1\n...\nb: 2\n---\n")).toEqual(["null: Cannot read more than one YAML document"]);
});

test.for(["", "a: 1\n", " ---\na: 1\n---\n", "text\n---\n---\n"])(
  "says that front matter is missing: %j",
  (text) => {
    expect(faults(text)).toEqual(["1: Cannot find front matter"]);
  },
);

test("says that the closing line is missing", () => {
  expect(faults("---\na: 1\n")).toEqual(["1: Cannot find the end of the front matter"]);
});

test.for([
  ["A: ?", 'Put a question mark that stands alone in quotes: "?"'],
  ["A: ? Ask me", 'Put a question mark that stands alone in quotes: "?"'],
  ["env: { A: ?, B: x }", 'Put a question mark that stands alone in quotes: "?"'],
  ["env: { A: ${X} }", "Put ${…} in quotes where it stands inside { } or [ ]"],
  ["A: @x", "Put the value in quotes"],
  ["A: `x`", "Put the value in quotes"],
  ["A:\n\tB: x", "Indent with spaces"],
  ["A: warn: x", "Put a value with a colon in quotes"],
  ["A: *.example.com", "Write the value out; put text that starts with * in quotes"],
] as const)("says how to mend %j", ([keys, hint]) => {
  expect(read(`---\n${keys}\n---\n`).faults[0]?.hint).toBe(hint);
});

test.for(["A: ?Ask me", 'A: "?"', "A: ${X}", 'A: "a: b"'])("%s needs no mending", (keys) => {
  expect(faults(`---\n${keys}\n---\n`)).toEqual([]);
});

test("a syntax error names its line and never repeats the text around it", () => {
  const [first = ""] = faults("---\na: 1\nb: [hunter2\nc: @hunter2\n---\n");
  expect(first).toMatch(/^\d+: Cannot read the YAML: /);
  expect(faults("---\na: 1\nb: [hunter2\nc: @hunter2\n---\n").join()).not.toContain("hunter2");
});

test.for([
  ["deep brackets", `---\na: ${"[".repeat(50_000)}\n---\n`],
  ["deep nesting that closes", `---\na: ${"[".repeat(500)}${"]".repeat(500)}\n---\n`],
  ["a very long text", `---\na: ${"x".repeat(1_100_000)}\n---\n`],
] as const)("refuses %s instead of dying of it", ([, text]) => {
  expect(faults(text).length).toBeGreaterThan(0);
});
