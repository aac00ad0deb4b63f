import { readNamedFile } from "../host/files.ts";

/**
 * What an agent is shown where its bottle has no Dockerfile of its own: one that adds nothing to the project's image. A
 * changed one is built like an operator's own, from its text alone, which the project's Dockerfile could not be.
 */
export const PROJECT_DOCKERFILE = `# The project's agent image, as it is. What needs rights goes between USER root and USER agent.
ARG AGENT_IMAGE
FROM \${AGENT_IMAGE}
`;

/** The Dockerfile of an agent's image as its author would copy it; `path` of the operator's own, null: there is none. */
export async function agentDockerfile(path: string | null): Promise<string> {
  return path === null ? PROJECT_DOCKERFILE : await readNamedFile(path);
}
