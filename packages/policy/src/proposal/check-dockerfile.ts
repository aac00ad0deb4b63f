import {
  dockerfileInstructions,
  type DockerfileProblem,
  type Instruction,
} from "./dockerfile-instructions.ts";

/** https://docs.docker.com/reference/dockerfile/ */
const INSTRUCTIONS = new Set(
  `ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME
  WORKDIR`.split(/\s+/),
);
const SYNTAX = /^\s*(?:#|\/\/)\s*syntax\s*=/i;
function objections(instructions: readonly Instruction[]): DockerfileProblem[] {
  const problems = instructions.flatMap(({ line, name, rest }) => {
    if (!INSTRUCTIONS.has(name))
      return [{ line, message: `"${name.slice(0, 40)}" is not an instruction of a Dockerfile` }];
    return rest === "" ? [{ line, message: `${name} has no argument` }] : [];
  });
  const first = instructions.find(({ name }) => name !== "ARG");
  if (first === undefined) return [...problems, { line: 1, message: "there is no FROM" }];
  return first.name === "FROM"
    ? problems
    : [{ line: first.line, message: "the first instruction (ARG aside) must be FROM" }, ...problems];
}

/** What is wrong with a proposed Dockerfile, for its author: each with file, line and reason. It does not build it. */
export function checkDockerfile(file: string, text: string): string[] {
  const rows = text.split(/\r?\n/);
  const syntax = rows.findIndex((row) => SYNTAX.test(row));
  if (syntax !== -1)
    return [
      `${file}:${syntax + 1}: a syntax directive would have a foreign program build the image; leave it out`,
    ];
  const { instructions, problems } = dockerfileInstructions(rows);
  return [...problems, ...objections(instructions)].map(({ line, message }) => `${file}:${line}: ${message}`);
}
