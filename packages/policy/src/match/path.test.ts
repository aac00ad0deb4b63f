import { posix } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { liveWith, refusalOf, request } from "../testing/fixtures.ts";
import { isGitPush } from "../git-push.ts";
import { readings } from "../readings.ts";

const live = liveWith({ routes: [{ host: "api.test", path_allowlist: ["/repos/a"] }] });
const verdict = (target: string): string =>
  refusalOf(live, request("api.test", { target }))?.code ?? "forward";

describe("F36 a path prefix", () => {
  test.for([
    "/repos/a",
    "/repos/a/",
    "/repos/a?x=1",
    "/repos/a/x%2fy",
    "/repos/a/./x",
    "/repos/a/x;v=1",
    "/repos/a/%41",
  ])("%s is inside", (target) => {
    expect(verdict(target)).toBe("forward");
  });

  test.for([
    "/",
    "/repos",
    "/repos/ab",
    "/REPOS/A",
    "/repos/%61",
    "//repos/a",
    "/repos/./a",
    "/repos/a/../b",
    "/repos/a/..",
    "/repos/a/%2e%2e/b",
    "/repos/a/%2E./b",
    "/repos/a/.%2e/b",
    "/repos/a/%252e%252e/b",
    "/repos/a/%25252e%25252e/b",
    "/repos/a/..%2fb",
    "/repos/a%2f..%2f..%2fb",
    "/repos/a/..%5cb",
    "/repos/a/\\..\\..\\b",
    "/repos/a\\..\\b",
    "/repos/a/..;/b",
    "/repos/a/..;x=1/b",
    "/repos/a/%2e%2e;/b",
    "/repos/a/..%3b/b",
    "/repos/a/x//../../../b",
    "/repos/a//c\\d/../..",
    "/repos/a/x%25252fy/%252e%252e/%252e%252e",
    "/repos/a/%2525252525252525252e",
  ])("%s is outside", (target) => {
    expect(verdict(target)).toBe("path");
  });

  test.for([
    "/repos/a/..%00/b",
    "/repos/a/%0d%0a",
    "/%zz",
    "/%",
    "/a b",
    "/a#b",
    "http://api.test/repos/a",
    "*",
    "repos/a",
    "",
    "/\u00e9",
  ])("%j is malformed", (target) => {
    expect(verdict(target)).toBe("target");
  });

  test("an escaped slash within the prefix itself is compared as it is written", () => {
    const forge = liveWith({ routes: [{ host: "forge.test", path_allowlist: ["/api/v4/projects/g%2Fp"] }] });
    const ask = (target: string): string =>
      refusalOf(forge, request("forge.test", { target }))?.code ?? "forward";
    expect(ask("/api/v4/projects/g%2Fp/issues")).toBe("forward");
    expect(ask("/api/v4/projects/g%2fp/issues")).toBe("forward");
    expect(ask("/api/v4/projects/g/p/issues")).toBe("path");
    expect(ask("/api/v4/projects/g%2Fq/issues")).toBe("path");
    expect(ask("/api/v4/projects/g%2Fp%2F..%2Fq")).toBe("path");
  });

  test("the prefix / admits every path, and a route without prefixes the whole host", () => {
    const root = liveWith({ routes: [{ host: "api.test", path_allowlist: ["/"] }, { host: "forge.test" }] });
    expect(refusalOf(root, request("api.test", { target: "/any/thing" }))).toBeNull();
    expect(refusalOf(root, request("forge.test", { target: "/@scope%2fname/../..;/x" }))).toBeNull();
  });

  test("whatever passes lies inside for every decoder we know, and is no push", () => {
    const piece = fc.constantFrom(
      "/",
      "//",
      "\\",
      ".",
      "..",
      "%2e",
      "%2E",
      "%252e",
      "%2f",
      "%252F",
      "%25252f",
      "%5c",
      "%255c",
      ";",
      ";x=1",
      "%3b",
      "a",
      "b",
      "repos",
      "/repos/a",
      "/repos/a/",
      "git-receive-pack",
      "%67it-receive-pack",
      "info/refs",
      "%00",
      "%",
      "?",
      "#",
      "é",
      "\t",
    );
    const inside = (path: string): boolean => path === "/repos/a" || path.startsWith("/repos/a/");
    const decode = (text: string): string =>
      text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    let passed = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const target = `/repos/a${pieces.join("")}`;
        if (verdict(target) !== "forward") return;
        passed += 1;
        const [path = "", ...query] = target.split("?");
        let decoded = path;
        for (let level = 0; level <= 4; level += 1) {
          for (const slashed of [decoded, decoded.replaceAll("\\", "/")])
            for (const bare of [slashed, slashed.replace(/;[^/\\]*/g, "")])
              expect(inside(posix.normalize(bare))).toBe(true);
          decoded = decode(decoded);
        }
        expect(inside(new URL(target, "https://api.test").pathname)).toBe(true);
        expect(
          isGitPush({ method: "GET", readings: readings(path), query: query.join("?"), types: [] }),
        ).toBe(false);
        expect(decoded.toLowerCase()).not.toMatch(/\/git-receive-pack(?:$|\/)/);
      }),
      { numRuns: 4000 },
    );
    expect(passed).toBeGreaterThan(100);
  });
});
