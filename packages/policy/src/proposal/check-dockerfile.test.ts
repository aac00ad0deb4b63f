import { describe, expect, test } from "vitest";
import { checkDockerfile } from "./check-dockerfile.ts";

const sound = `# the agent's image
ARG BASE=claude-bottle-base:latest
FROM \${BASE} AS agent
RUN apt-get update \\
    # a comment within
    && apt-get install -y jq \\

    && rm -rf /var/lib/apt/lists/*
run <<EOF
not an instruction
EOF
COPY <<-"A" <<B /x/
\tone
\tA
two
B
HEALTHCHECK NONE
`;

describe("a proposed Dockerfile", () => {
  test("passes with continued lines, comments within, here-documents and any letter case", () => {
    expect(checkDockerfile("Dockerfile", sound)).toEqual([]);
    expect(checkDockerfile("Dockerfile", sound.replaceAll("\n", "\r\n"))).toEqual([]);
    expect(checkDockerfile("Dockerfile", "# escape=`\nFROM a\nRUN a `\n  b c:\\")).toEqual([]);
  });

  test.for([
    ["nothing in it", "", "Dockerfile:1: there is no FROM"],
    ["only comments", "# FROM a\n\n", "Dockerfile:1: there is no FROM"],
    [
      "something before FROM",
      "RUN true\nFROM a",
      "Dockerfile:1: the first instruction (ARG aside) must be FROM",
    ],
    ["a slip", "FROM a\nRUNN true", 'Dockerfile:2: "RUNN" is not an instruction of a Dockerfile'],
    ["an instruction without argument", "FROM a\n\nUSER", "Dockerfile:3: USER has no argument"],
    [
      "a line that goes on into nothing",
      "FROM a\nRUN a \\\n",
      "Dockerfile:2: the last line of this instruction is missing",
    ],
    [
      "a here-document without end",
      "FROM a\nRUN <<EOF\ntrue",
      'Dockerfile:2: the here-document "EOF" has no end',
    ],
    [
      "prose",
      "Please install jq",
      'Dockerfile:1: the first instruction (ARG aside) must be FROM\nDockerfile:1: "PLEASE" is not an instruction of a Dockerfile',
    ],
    [
      "a foreign front end",
      "# Syntax = evil.example/frontend\nFROM a",
      "Dockerfile:1: a syntax directive would have a foreign program build the image; leave it out",
    ],
  ])("is refused with %s: line and reason", ([, text = "", problem]) => {
    expect(checkDockerfile("Dockerfile", text).join("\n")).toBe(problem);
  });

  test("reads a hostile one in linear time", () => {
    for (const text of ["<<A".repeat(20_000), "\\\n".repeat(30_000), "RUN <<A\n".repeat(8_000)])
      expect(checkDockerfile("Dockerfile", `FROM a\nRUN ${text}`)).not.toEqual([]);
  });
});
