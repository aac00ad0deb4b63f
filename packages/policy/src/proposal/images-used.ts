import { dockerfileInstructions } from "./dockerfile-instructions.ts";

const AGENT_IMAGE = /^\$(?:AGENT_IMAGE|\{AGENT_IMAGE(?::?[-+][^}]*)?\})$/;
const FROM = /(?:--from=|[\s,]from=)([^\s,]+)/g;

/**
 * Images that a Dockerfile takes files from besides the agent's own, as it writes them; stages of its own are none.
 * https://docs.docker.com/reference/dockerfile/#from
 */
export function imagesUsed(text: string): string[] {
  const { instructions } = dockerfileInstructions(text.split(/\r?\n/));
  const stages = new Set<string>();
  const used = instructions.flatMap(({ name, rest }) => {
    if (name !== "FROM") return [...rest.matchAll(FROM)].map(([, image = ""]) => image);
    const [image = "", as = "", stage = ""] = rest.split(/\s+/).filter((word) => !word.startsWith("--"));
    const isStage = stages.has(image.toLowerCase());
    if (/^as$/i.test(as)) stages.add(stage.toLowerCase());
    return isStage ? [] : [image];
  });
  const isOwn = (image: string): boolean =>
    AGENT_IMAGE.test(image) || image === "scratch" || /^\d+$/.test(image) || stages.has(image.toLowerCase());
  return [...new Set(used)].filter((image) => !isOwn(image));
}
