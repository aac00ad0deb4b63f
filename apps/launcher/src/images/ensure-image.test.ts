import { BottleError } from "@claude-bottle/shared";
import { expect, test } from "vitest";
import type { Progress } from "../backend/backend.ts";
import { ensureImage } from "./ensure-image.ts";
import { imageSpec, type ImageSpec } from "./image-spec.ts";
import { memoryEngine } from "./testing/memory-engine.ts";

const specOf = (dockerfile: string): ImageSpec =>
  imageSpec({
    name: "agent",
    files: [
      { path: "Dockerfile", mode: 0o644, content: Buffer.from(dockerfile) },
      { path: "extra-ca/", mode: 0o755, content: new Uint8Array() },
    ],
    buildArgs: { BASE_IMAGE: "base" },
    baseId: null,
  });

test("an image is built once with its context, arguments and labels, and never again while unchanged", async () => {
  const engine = memoryEngine();
  const spec = specOf("FROM x");
  expect(await ensureImage(engine, spec, () => {})).toBe(spec.tag);
  expect(await ensureImage(engine, spec, () => {})).toBe(spec.tag);
  expect(engine.builds).toEqual([
    {
      tag: spec.tag,
      dockerfile: "Dockerfile",
      buildArgs: { BASE_IMAGE: "base" },
      labels: { "claude-bottle.image": "agent" },
      files: new Map([
        ["Dockerfile", "FROM x"],
        ["extra-ca/", ""],
      ]),
    },
  ]);
});

test("a changed image is built beside the old one", async () => {
  const engine = memoryEngine();
  await ensureImage(engine, specOf("FROM x"), () => {});
  await ensureImage(engine, specOf("FROM y"), () => {});
  expect(engine.images.size).toBe(2);
});

test("progress tells begin, each line and the end", async () => {
  const seen: Progress[] = [];
  await ensureImage(memoryEngine(), specOf("FROM x"), (progress) => seen.push(progress));
  expect(seen.slice(0, 2)).toEqual([
    { kind: "begin", step: "image agent" },
    { kind: "detail", step: "image agent", text: "Step 1" },
  ]);
  expect(seen.at(-1)).toEqual({ kind: "done", step: "image agent" });
});

test("B01 F58 a failed build says the engine's reason and its last lines", async () => {
  const failure = ensureImage(memoryEngine(), specOf("FAIL"), () => {});
  await expect(failure).rejects.toMatchObject({
    code: "image-build-failed",
    message: expect.stringMatching(/^the engine says "returned a non-zero code: 7"\nStep 11\n[^]*Step 30$/),
  });
});

test.for([
  "npm error request failed, reason: self-signed certificate in certificate chain",
  "curl: (60) SSL certificate problem: unable to get local issuer certificate",
  "fatal: unable to access: server certificate verification failed. CAfile: none CRLfile: none",
  "Certificate verification failed: The certificate is NOT trusted.",
])("a build that trusts too little says which setting to use: %s", async (line) => {
  const engine = memoryEngine();
  const failing = {
    ...engine,
    build: async (): Promise<never> => {
      throw new BottleError("image-build-failed", line);
    },
  };
  await expect(ensureImage(failing, specOf("FROM x"), () => {})).rejects.toMatchObject({
    hint: expect.stringContaining("CLAUDE_BOTTLE_EXTRA_CA"),
  });
});
