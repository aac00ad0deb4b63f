import { expect, test } from "vitest";
import { expandHome, hostPathSchema } from "./host-path.ts";

test.for([
  ["~/.ssh/key", "/home/me/.ssh/key"],
  ["~", "/home/me"],
  ["/etc/key", "/etc/key"],
  ["~other/key", "~other/key"],
  ["/a/~/b", "/a/~/b"],
] as const)("F63 %s is %s", ([path, expected]) => {
  expect(expandHome(path, "/home/me")).toBe(expected);
  expect(expandHome(path, "/home/me/")).toBe(expected);
});

test.for(["", "~", "a/b", "./a", "../a", "~other/a", "C:\\a", "/a\0b", "/a\nb"])(
  "F63 %j is no path of the host",
  (path) => {
    expect(hostPathSchema.safeParse(path).success).toBe(false);
  },
);
