import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { topology } from "../../apps/launcher/src/backend/docker/topology.ts";
import { commands } from "../../apps/launcher/src/cli/commands.ts";
import { environmentVariables } from "../../apps/launcher/src/host/environment.ts";
import { gitOf } from "../../apps/launcher/src/testing/plan.ts";
import { commandLinesOf, wrongIn } from "./command-lines.ts";
import { createReader, root } from "./reader.ts";

const documents = globSync("**/*.md", { cwd: root, exclude: ["**/node_modules", "**/dist", "**/.turbo"] });
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const scripts: Record<string, string> = JSON.parse(read("package.json")).scripts;

/** As GitHub makes an anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
const proseOf = (text: string): string => text.replaceAll(/^```[\s\S]*?^```$/gm, "");
/** Of headings that are the same, the second has `-1` behind it. */
function anchorsOf(file: string): string[] {
  const anchors = [...proseOf(read(file)).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) =>
    anchorOf(heading),
  );
  return anchors.map((anchor, index) => {
    const before = anchors.slice(0, index).filter((each) => each === anchor).length;
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

describe.for(documents)("%s", (document) => {
  const text = read(document);
  const prose = proseOf(text);

  test("F64 links lead to files and headings that there are", () => {
    const broken = [...prose.matchAll(/(?:\]\(|^\[[^\]]+\]: )([^)\s]+)/gm)].flatMap(([, target = ""]) => {
      if (/^https?:/.test(target)) return [];
      const [path = "", anchor] = target.split("#", 2);
      const file = path === "" ? document : join(dirname(document), path);
      if (!existsSync(join(root, file))) return [target];
      return anchor === undefined || anchorsOf(file).includes(anchor) ? [] : [target];
    });
    expect(broken).toEqual([]);
  });

  test("F64 commands, flags and scripts that it names are those there are", () => {
    const wrong = commandLinesOf(text).flatMap(({ line, words }) => {
      const why = wrongIn(words, commands);
      return why === null ? [] : [`line ${line}: claude-bottle ${words.join(" ")}: ${why}`];
    });
    for (const [whole, name = ""] of text.matchAll(/npm run (?:--?\S+ )*([a-z][a-z:-]*)/g))
      if (!Object.hasOwn(scripts, name)) wrong.push(whole);
    expect(wrong).toEqual([]);
  });

  test("F64 variables of ours that it names are in the one table", () => {
    const named = [...text.matchAll(/\bCLAUDE_BOTTLE_[A-Z]+(?:_[A-Z]+)*\b/g)].map(([name]) => name);
    expect(named.filter((name) => !Object.hasOwn(environmentVariables, name))).toEqual([]);
  });

  test("F64 paths of the repository that it names are there", () => {
    const named = [
      ...prose.matchAll(/`((?:apps|packages|docker|tests|bench|docs|examples|bin)\/[\w./-]*\w\/?)`/g),
    ].map(([, path = ""]) => path);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

test.for(["README.md", "ARCHITECTURE.md"])("F64 the picture of %s is what the code builds", (document) => {
  const [, picture = ""] = /```\n([^`]*┌[^`]*)```/.exec(read(document)) ?? [];
  const built = topology({
    egress: { interceptor: "egress-proxy", pipelock: true, hosts: [], dlpAction: "block", inspect: [] },
    git: [gitOf("app", "git@git.example.com:a/b.git")],
    supervise: true,
  });
  const networks = [...picture.matchAll(/(\w+) network( \(internal\))?/g)].map(([, role, internal]) => ({
    role,
    internal: internal !== undefined,
  }));
  expect(networks).toEqual(built.networks);
  const boxes = [
    ...(picture.split("\n").find((line) => line.includes("│ agent")) ?? "").matchAll(/[a-z][a-z-]+/g),
  ];
  expect(boxes.map(([name]) => name)).toEqual(["agent", "egress-proxy", "pipelock", "internet"]);
  expect(picture).toMatch(/├─+►│\s+git-gate\s+├─+ ssh \/ https ─+►│/);
  // It has no way out
  expect(picture).toMatch(/├─+►│\s+supervise\s+│[^│►]*$/m);
  expect([built.egressProxy, built.pipelock, built.gitGate, built.supervise]).toEqual([
    ["agent", "proxy"],
    ["proxy", "egress"],
    ["agent", "egress"],
    ["agent"],
  ]);
});

test("F64 docs/README.md leads to every page", () => {
  const linked = new Set(
    [...read("docs/README.md").matchAll(/\]\(([^)#]+)/g)].map(([, to = ""]) => join("docs", to)),
  );
  const pages = documents.filter(
    (each) => /^docs\/[^/]+\.md$|^[A-Z]+\.md$/.test(each) && each !== "docs/README.md",
  );
  expect(pages.filter((each) => !linked.has(each))).toEqual([]);
});

test("F64 the table of variables is the one that the command reads", () => {
  const [, section = ""] = read("docs/cli.md").split("## Environment");
  const named = [...section.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
  expect(named).toEqual(Object.keys(environmentVariables));
});

test("F05 the examples load clean through the command, and are never picked up by themselves", async () => {
  await using reader = await createReader();
  const listed = await reader.type("bin/claude-bottle validate");
  expect(listed.stdout + listed.stderr).not.toMatch(/implementer|researcher|reviewer/);
  expect((await reader.type("mkdir -p ~/.claude-bottle && cp -r examples/* ~/.claude-bottle/")).code).toBe(0);
  const validated = await reader.type("bin/claude-bottle validate");
  expect(validated).toMatchObject({ code: 0, stdout: "Bottles: 2, agents: 3, no errors\n" });
});
