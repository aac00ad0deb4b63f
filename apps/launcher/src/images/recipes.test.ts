import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assetRoot } from "./assets.ts";
import { imageSpec } from "./image-spec.ts";
import {
  agentRecipe,
  buildsOnAgent,
  ownAgentRecipe,
  pipelockRecipe,
  readOwnDockerfile,
  serviceRecipe,
} from "./recipes.ts";

const base = { reference: "base:1", id: "sha256:1" };
const inputs = { root: assetRoot(), base, extraRoots: [] };
const root = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

test("an extra root makes another agent image and is a file of its own in the context", async () => {
  const plain = await agentRecipe(inputs);
  const extra = await agentRecipe({ ...inputs, extraRoots: [root] });
  expect(extra.files.map(({ path }) => path)).toContain("extra-ca/extra-0.crt");
  expect(imageSpec(extra).tag).not.toBe(imageSpec(plain).tag);
});

test("the base image reaches the build as an argument", async () => {
  expect((await agentRecipe(inputs)).buildArgs).toEqual({ BASE_IMAGE: "base:1" });
});

test("the operator's pipelock binary is the image's content and executable", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "claude-bottle-"));
  const binary = join(folder.path, "any-name");
  await writeFile(binary, "ELF");
  const { files } = await pipelockRecipe(binary, inputs);
  expect(files).toContainEqual({ path: "pipelock", mode: 0o755, content: Buffer.from("ELF") });
});

test("a pipelock binary that is not there is named", async () => {
  await expect(pipelockRecipe("/nowhere/pipelock", inputs)).rejects.toMatchObject({
    code: "file-missing",
    message: 'The pipelock binary "/nowhere/pipelock" cannot be read',
  });
});

test("a service that was not built says how to build it", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "claude-bottle-"));
  await expect(serviceRecipe("egress-proxy", { ...inputs, root: folder.path })).rejects.toMatchObject({
    code: "image-unavailable",
  });
});

test.for<[string, boolean]>([
  ["ARG AGENT_IMAGE\nFROM ${AGENT_IMAGE}\n", true],
  ["ARG AGENT_IMAGE\nfrom $AGENT_IMAGE AS agent\n", true],
  ["ARG AGENT_IMAGE\nFROM ${AGENT_IMAGE:-debian}\n", true],
  ["FROM debian\n# FROM ${AGENT_IMAGE}\n", false],
  ["FROM $AGENT_IMAGES\n", false],
  ["FROM debian\nRUN echo $AGENT_IMAGE\n", false],
])("%j builds on the agent image: %s", ([text, expected]) => {
  expect(buildsOnAgent(text)).toBe(expected);
});

test("F50 two bottles with the same own Dockerfile have images of their own, and none gets a file of the host", () => {
  const text = "FROM debian\n";
  const [one, two] = ["dev", "Ops Team"].map((name) => ownAgentRecipe({ name, text, identity: null }, null));
  expect(one && imageSpec(one).tag).toMatch(/^claude-bottle-agent-dev:/);
  expect(two && imageSpec(two).tag).toMatch(/^claude-bottle-agent-ops-team:/);
  expect(one?.files.map(({ path }) => path)).toEqual(["Dockerfile"]);
});

test("F50 the image of an approved change carries its bottle's identity in name and label, for it goes with that bottle", () => {
  const own = { name: "dev", text: "FROM debian\n", identity: "tester-00000" };
  const { tag, labels } = imageSpec(ownAgentRecipe(own, null));
  expect(tag).toMatch(/^claude-bottle-agent-tester-00000:/);
  expect(labels).toMatchObject({ "claude-bottle.identity": "tester-00000" });
  expect(imageSpec(ownAgentRecipe({ ...own, identity: null }, null)).labels).not.toHaveProperty([
    "claude-bottle.identity",
  ]);
});

test("an own Dockerfile on top of the agent image is rebuilt when that one changes", () => {
  const own = { name: "dev", text: "FROM ${AGENT_IMAGE}\n", identity: null };
  const tags = ["1", "2"].map((id) => imageSpec(ownAgentRecipe(own, { reference: "agent", id })).tag);
  expect(new Set(tags).size).toBe(2);
});

test("an own Dockerfile that is not there is named", async () => {
  await expect(readOwnDockerfile("/nowhere/Dockerfile")).rejects.toMatchObject({
    code: "file-missing",
    message: 'The Dockerfile "/nowhere/Dockerfile" cannot be read',
  });
});
