import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engineMissing } from "../world/docker-cli.ts";
import { type Block, type BlockKind, blocksOf, isShown, stepsOf } from "./blocks.ts";
import { createReader, type Reader, root } from "./reader.ts";

const blocks = blocksOf(readFileSync(join(root, "README.md"), "utf8"));
const scripts: Record<string, string> = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts;
const missing = engineMissing();
if (missing !== null) process.stdout.write(`skipped: what README.md does with an engine: ${missing}\n`);

const IDENTITY = /^[a-z][a-z0-9-]*-[0-9a-z]{5}$/;

// Told of one bottle, in order: what one block writes the next one uses.
describe("README.md, followed from top to bottom in a home of the test's own", { timeout: 600_000 }, () => {
  let reader: Reader;
  /** The identity that README names → the one that this run has. */
  const identities = new Map<string, string>();

  beforeAll(async () => {
    reader = await createReader();
  });
  afterAll(async () => {
    for (const identity of identities.values()) await reader.type(`claude-bottle stop ${identity}`);
    await reader[Symbol.asyncDispose]();
  });

  const run = async (block: Block): Promise<void> => {
    for (const { command, output } of stepsOf(block)) {
      const own = [...identities].reduce((text, [told, real]) => text.replaceAll(told, real), command);
      const { stdout, stderr, code } = await reader.type(own);
      const told = output.find((line) => IDENTITY.test(line));
      const real = stdout.split("\n").find((line) => IDENTITY.test(line));
      if (told !== undefined && real !== undefined) identities.set(told, real);
      // A terminal shows both; where their order matters only one of them speaks.
      const shown = stderr + stdout;
      if (!isShown(output, shown)) expect(`$ ${own}\n${shown}`, `ended with ${code}`).toBe(output.join("\n"));
    }
  };

  const follow: Record<BlockKind, (block: Block) => void | Promise<void>> = {
    file: ({ argument, text }) => reader.write(argument, text),
    run,
    engine: run,
    script({ text, argument }) {
      expect(text).toContain(argument);
      for (const [, named = "test"] of text.matchAll(/npm (?:run (\S+)|test)/g))
        expect(scripts).toHaveProperty(named);
    },
    // Compared with the code in documents.test.ts
    picture: () => undefined,
  };

  test.for(blocks)("F64 line $line is as told: $kind $argument", async (block, { skip }) => {
    skip(block.kind === "engine" && missing !== null, missing ?? "");
    await follow[block.kind](block);
  });
});
