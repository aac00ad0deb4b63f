import fc from "fast-check";
import { expect, test } from "vitest";
import { imageSpec, type ContextFile, type ImageRecipe } from "./image-spec.ts";

const file: fc.Arbitrary<ContextFile> = fc.record({
  path: fc.string({ maxLength: 8 }),
  mode: fc.constantFrom(0o644, 0o755),
  content: fc.uint8Array({ maxLength: 8 }),
});
const recipe: fc.Arbitrary<ImageRecipe> = fc.record({
  name: fc.constantFrom("agent", "egress-proxy"),
  files: fc.uniqueArray(file, { selector: ({ path }) => path, maxLength: 4 }),
  buildArgs: fc.dictionary(fc.string({ maxLength: 4 }), fc.string({ maxLength: 4 }), { maxKeys: 3 }),
  baseId: fc.option(fc.string({ maxLength: 4 })),
});
const small: ImageRecipe = {
  name: "agent",
  files: [
    { path: "Dockerfile", mode: 0o644, content: Buffer.from("FROM x") },
    { path: "main.mjs", mode: 0o644, content: Buffer.from("1") },
  ],
  buildArgs: { BASE_IMAGE: "base" },
  baseId: "sha256:1",
};

test("the order of files and arguments does not change a tag", () => {
  fc.assert(
    fc.property(recipe, (one) => {
      const turned = {
        ...one,
        files: one.files.toReversed(),
        buildArgs: Object.fromEntries(Object.entries(one.buildArgs).toReversed()),
      };
      expect(imageSpec(turned).tag).toBe(imageSpec(one).tag);
    }),
  );
});

test("a byte moved from one part to its neighbour changes the tag", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string(), (a, b) => {
      const of = (path: string, content: string): string =>
        imageSpec({ ...small, files: [{ path, mode: 0o644, content: Buffer.from(content) }] }).tag;
      expect(of(a + b, "")).not.toBe(of(b, a));
    }),
  );
});

test.for<[string, Partial<ImageRecipe>]>([
  ["the Dockerfile", { files: [{ path: "Dockerfile", mode: 0o644, content: Buffer.from("FROM y") }] }],
  ["a file more", { files: [...small.files, { path: "a", mode: 0o644, content: new Uint8Array() }] }],
  ["a file's mode", { files: small.files.map((one) => ({ ...one, mode: 0o755 })) }],
  ["the base image behind the same reference", { baseId: "sha256:2" }],
  ["no base image", { baseId: null }],
  ["a build argument", { buildArgs: { BASE_IMAGE: "other" } }],
  ["another build argument more", { buildArgs: { BASE_IMAGE: "base", MORE: "" } }],
  ["the name", { name: "agent-other" }],
])("%s makes another tag", ([, difference]) => {
  expect(imageSpec({ ...small, ...difference }).tag).not.toBe(imageSpec(small).tag);
});

test("tag and label name the image", () => {
  const { tag, labels } = imageSpec(small);
  expect(tag).toMatch(/^claude-bottle-agent:[0-9a-f]{16}$/);
  expect(labels).toEqual({ "claude-bottle.image": "agent" });
});
