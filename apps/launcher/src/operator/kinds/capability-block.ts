import { checkDockerfile, imagesUsed } from "@claude-bottle/policy";
import { currentConfig } from "@claude-bottle/shared/contracts";
import { refusedChange } from "../proposed.ts";
import { fileDiff } from "../../core/text-diff.ts";
import type { KindRules } from "./kind-rules.ts";

const FILE = currentConfig.dockerfile;

export const capabilityBlock: KindRules<"capability-block"> = {
  summary({ change }) {
    const lines = change.dockerfile.split("\n").filter((line) => line.trim() !== "").length;
    return `an image of ${lines} ${lines === 1 ? "line" : "lines"}`;
  },
  editable: ({ change }) => ({ fileName: FILE, text: change.dockerfile }),
  async basis(bottle, { change }) {
    const told = await bottle.told();
    return told === null ? null : { fileName: FILE, digest: change.based_on, text: told.dockerfile };
  },
  async propose(bottle, { change }, text) {
    const dockerfile = text ?? change.dockerfile;
    const problems = checkDockerfile(FILE, dockerfile);
    if (problems.length > 0) throw refusedChange(problems.join("\n"), "Correct the named lines");
    const before = (await bottle.told())?.dockerfile ?? "";
    return {
      target: { of: "image", dockerfile },
      diff: fileDiff(FILE, before, dockerfile),
      nothing: "The Dockerfile is the one in force.",
      warnings: [
        "The bottle ends, and its image is built on this machine: its RUN lines reach the network outside of the bottle.",
        ...imagesUsed(dockerfile).map(
          (image) =>
            `It takes files from the image "${image}", whatever that is on this machine: another bottle's copy of a directory too.`,
        ),
      ],
      mustType: [],
    };
  },
};
