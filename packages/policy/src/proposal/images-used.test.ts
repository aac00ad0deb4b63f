import { expect, test } from "vitest";
import { imagesUsed } from "./images-used.ts";

test.for([
  ["ARG AGENT_IMAGE\nFROM ${AGENT_IMAGE}\nRUN true", []],
  ["FROM $AGENT_IMAGE AS base\nFROM base\nCOPY --from=base /a /a\nCOPY --from=0 /b /b", []],
  ["FROM scratch", []],
  [
    "FROM --platform=linux/amd64 debian:12 AS build\nFROM ${AGENT_IMAGE:-x}\nCOPY --from=build /a /a",
    ["debian:12"],
  ],
  ["FROM $AGENT_IMAGE\nCOPY --from=claude-bottle-cwd:other-00000 / /loot", ["claude-bottle-cwd:other-00000"]],
  ["FROM $AGENT_IMAGE\ncopy \\\n  --from=other / /x", ["other"]],
  ["FROM $AGENT_IMAGE\nRUN --mount=type=bind,from=other,target=/x cp -r /x /y", ["other"]],
  ["ARG X=claude-bottle-cwd:a\nFROM ${X}", ["${X}"]],
  ["FROM a\nFROM A AS b", ["a", "A"]],
] as const)("%j takes files from %j", ([text, images]) => {
  expect(imagesUsed(text)).toEqual(images);
});
