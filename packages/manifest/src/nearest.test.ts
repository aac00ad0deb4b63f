import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

const keys = ["allowlist", "dlp_action", "pipelock", "inspect", "KnownHostKey"];

test.for([
  ["allow_list", "allowlist"],
  ["allowlsit", "allowlist"],
  ["dlp-action", "dlp_action"],
  ["DLP_ACTION", "dlp_action"],
  ["known_host_key", "KnownHostKey"],
  ["pipelok", "pipelock"],
] as const)("%s is taken for %s", ([word, expected]) => {
  expect(nearest(word, keys)).toBe(expected);
});

test.for(["x", "", "completely-different", "a".repeat(100_000)])("nothing resembles %j", (word) => {
  expect(nearest(word, keys)).toBeNull();
});
