import { failedHost } from "@claude-bottle/policy";
import { longest } from "@claude-bottle/shared/contracts";
import type { ProposalTool } from "./proposal-tool.ts";

export const pipelockBlock: ProposalTool<"pipelock-block"> = {
  title: "Propose a host",
  description: `Ask the operator to open one host, when a request was refused because its host is not on the allowlist. \
Exactly the host of the URL is opened, for https on 443 and http on 80: no other port and no name below it. Once approved \
it is open at once.`,
  argument: {
    name: "failed_url",
    description: "The URL that was refused, with its scheme.",
    longest: longest.failedUrl,
  },
  propose(text) {
    return failedHost(text) === null
      ? {
          problem:
            "failed_url must be an http or https URL with the name of a host, without user and blanks, such as https://registry.example.com/package",
        }
      : { change: { failed_url: text } };
  },
};
