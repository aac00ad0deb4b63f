import { expect, test } from "vitest";
import { mirrorsOf } from "./mirrors.ts";

test("the host's mirrors are taken from stanzas", () => {
  const text = `Types: deb deb-src
# a comment
URIs: https://mirror.example/debian/
Suites: bookworm bookworm-updates
Components: main

Types: deb
URIs: https://mirror.example/security
Suites: bookworm-security
Components: main
`;
  expect(mirrorsOf([text], "bookworm")).toEqual({
    main: "https://mirror.example/debian",
    security: "https://mirror.example/security",
  });
});

test("the host's mirrors are taken from lines, with options or without", () => {
  const text = `# deb http://old.example bookworm main
deb [signed-by=/k.gpg arch=amd64] http://mirror.example/debian bookworm main
deb http://mirror.example/security bookworm-security main
`;
  expect(mirrorsOf([text], "bookworm")).toEqual({
    main: "http://mirror.example/debian",
    security: "http://mirror.example/security",
  });
});

test.for<[string, string]>([
  ["another suite", "deb http://mirror.example/ubuntu noble main\n"],
  ["sources only", "deb-src http://mirror.example/debian bookworm main\n"],
  ["a local medium", "deb cdrom:[Debian]/ bookworm main\n"],
  ["a mirror list", "deb mirror+file:/etc/apt/mirrors bookworm main\n"],
  ["nothing", ""],
])("%s names no mirror", ([, text]) => {
  expect(mirrorsOf([text], "bookworm")).toEqual({});
});
