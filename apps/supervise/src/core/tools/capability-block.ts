import { checkDockerfile } from "@claude-bottle/policy";
import { currentConfig, longest } from "@claude-bottle/shared/contracts";
import type { ProposalTool } from "./proposal-tool.ts";

export const capabilityBlock: ProposalTool<"capability-block"> = {
  title: "Propose another image",
  description: `Ask the operator for another image of this bottle, when a tool is missing that cannot be installed from \
within. Hand in the whole Dockerfile as it should be: copy ${currentConfig.directory}/${currentConfig.dockerfile}, add \
what you need, keep the rest. Once approved this bottle ends, and the operator resumes it from that image with this \
conversation: commit and push your work before you call.`,
  argument: {
    name: "dockerfile",
    description: "The whole proposed Dockerfile.",
    longest: longest.dockerfile,
  },
  propose(text, { live, digest }) {
    const problems = checkDockerfile(currentConfig.dockerfile, text);
    return problems.length === 0
      ? { change: { dockerfile: text, based_on: digest(live.dockerfile) } }
      : { problem: problems.join("\n") };
  },
};
