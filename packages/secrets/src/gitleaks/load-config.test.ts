import { describe, expect, test } from "vitest";
import { type ConfigFile, loadConfig, type LoadedConfig } from "./load-config.ts";

/** Loads the first of some files; the others can be extended, `default` by useDefault. */
function load(text: string, others: Record<string, string> = {}): LoadedConfig {
  const file = (path: string): ConfigFile | undefined => {
    const other = others[path];
    return other === undefined ? undefined : { path, text: other };
  };
  return loadConfig({ path: "a.toml", text }, (base) => file(base === "default" ? "default" : base.path));
}

const rule = (...lines: string[]): string =>
  ["[[rules]]", 'id = "one"', "regex = 'key_([a-z]+)'", ...lines].join("\n");

describe("a gitleaks configuration", () => {
  test("is read with its defaults, keywords and stop words in lower case", () => {
    const { config, warnings } = load(
      `title = "ours"\n${rule('keywords = ["KEY_"]', "[[rules.allowlists]]", 'stopwords = ["Test", "test"]')}`,
    );
    expect(config.title).toBe("ours");
    expect(config.rules.get("one")).toMatchObject({
      id: "one",
      description: "",
      regex: { source: "key_([a-z]+)" },
      path: undefined,
      secretGroup: 0,
      entropy: 0,
      keywords: ["key_"],
      tags: [],
      required: [],
      skipReport: false,
      allowlists: [{ condition: "or", regexTarget: "secret", stopwords: ["test"] }],
    });
    expect(warnings).toEqual([]);
  });

  test("may write its keys in any case", () => {
    const { config } = load(rule("SecretGroup = 1", "SKIPREPORT = true"));
    expect(config.rules.get("one")).toMatchObject({ secretGroup: 1, skipReport: true });
  });

  test("joins the expressions of an allowlist, so that a flag of one holds in those behind it", () => {
    const { config } = load(
      "[[allowlists]]\nregexes = ['(?i)^x', 'y']\ncommits = [' ABC ']\ncondition = '&&'",
    );
    expect(config.allowlists).toMatchObject([
      { condition: "and", commits: new Set(["abc"]), regexes: { source: "(?:(?i)^x|y)" } },
    ]);
  });

  test("gives an allowlist with targetRules to those rules only", () => {
    const { config } = load(`${rule()}\n[[allowlists]]\ntargetRules = ["one"]\nstopwords = ["x"]`);
    expect(config.allowlists).toEqual([]);
    expect(config.rules.get("one")?.allowlists).toHaveLength(1);
  });

  test("extends another file: what is set wins, lists are added to, disabled rules are gone", () => {
    const base = `${rule("entropy = 2.5", 'tags = ["a"]', 'keywords = ["k"]')}\n${rule().replace("one", "two")}`;
    const own = `[extend]\npath = "b.toml"\ndisabledRules = ["two", "three"]
[[rules]]\nid = "one"\ndescription = "ours"\ntags = ["b"]\nkeywords = ["l"]\n[[rules]]\nid = "a"\npath = "x"`;
    const { config, warnings } = load(own, { "b.toml": base });
    expect([...config.rules.keys()]).toEqual(["a", "one"]);
    expect(config.rules.get("one")).toMatchObject({
      description: "ours",
      entropy: 2.5,
      tags: ["a", "b"],
      keywords: ["k", "l"],
      regex: { source: "key_([a-z]+)" },
    });
    expect(warnings).toEqual(["a.toml: the disabled rule 'three' is not in b.toml"]);
  });

  test("extends at most two files in turn, and says so of the next", () => {
    const link = (to: string): string => `[extend]\npath = "${to}"\n`;
    const { config, warnings } = load(link("b"), {
      b: link("c"),
      c: link("d") + rule(),
      d: rule().replace("one", "far"),
    });
    expect([...config.rules.keys()]).toEqual(["one"]);
    expect(warnings).toEqual(["c: extend has no effect: 2 files are extended already"]);
  });

  test("may extend the default configuration, if there is one", () => {
    const own = "[extend]\nuseDefault = true";
    expect([...load(own, { default: rule() }).config.rules.keys()]).toEqual(["one"]);
    expect(() => load(own)).toThrow(
      "extend names useDefault = true, and no default configuration is at hand",
    );
  });

  test("warns of a version newer than what is understood", () => {
    expect(load('minVersion = "v8.25.0"').warnings).toEqual([]);
    expect(load('minVersion = "8.31"').warnings).toEqual([
      "a.toml: it wants gitleaks 8.31; it is read with the meaning of 8.30.0",
    ]);
    expect(() => load('minVersion = "new"')).toThrow("invalid minVersion 'new'");
  });

  test.each([
    ["a = [", "a.toml: line 1:"],
    ['[extend]\nurl = "x"', 'a.toml: extend: "url" is not supported'],
    [
      rule('filter = "x"', 'validate = "y"'),
      'a.toml: rules[0] (one): "filter", "validate" are not supported',
    ],
    [rule('entropy = "high"'), "a.toml: rules[0].entropy (one): "],
    ["[Extend]\nusedefault = true\nuseDefault = true", 'The key "useDefault" is there twice'],
    ["[[rules]]\nregex = 'a'\ndescription = 'd'", "rule |id| is missing or empty, description: d, regex: a"],
    ['[[rules]]\nid = "x"', "x: both |regex| and |path| are empty"],
    [rule("secretGroup = 2"), "one: invalid regex secret group 2, max regex secret group 1"],
    [rule("path = '(?=a)'"), 'one: path: Invalid or unsupported Perl syntax (?=a in the expression "(?=a)"'],
    [rule("[[rules.allowlists]]"), "one: [[rules.allowlists]] must contain at least one check"],
    [
      rule("[rules.allowlist]", "paths=['a']", "[[rules.allowlists]]", "paths=['b']"),
      "[rules.allowlist] is deprecated",
    ],
    [rule("[[rules.allowlists]]", "regexes = ['(']"), "one: [[rules.allowlists]] regexes: Missing closing )"],
    ["[[allowlists]]\nregexes=['a']\nregexTarget='mtach'", "unknown allowlist |regexTarget| 'mtach'"],
    ["[[allowlists]]\nregexes=['a']\ncondition='xor'", "unknown allowlist |condition| 'xor'"],
    ["[allowlist]\nregexes=['a']\n[[allowlists]]\nregexes=['b']", "[allowlist] is deprecated"],
    ["[[allowlists]]\ntargetRules=['x']\nregexes=['b']", "[[allowlists]] target rule ID 'x' does not exist"],
    [rule("[[rules.required]]", 'id = "x"'), "one: [[rules.required]] rule ID 'x' does not exist"],
    [rule("[[rules.required]]"), "one: [[rules.required]] rule ID is empty"],
    ["[extend]\nuseDefault = true\npath = 'b'", "extend.path and extend.useDefault being set"],
    ["[extend]\npath = 'b'", "a.toml: extend names 'b', which is not there"],
  ])("is refused: %j", (text, message) => {
    expect(() => load(text)).toThrow(message);
  });
});
