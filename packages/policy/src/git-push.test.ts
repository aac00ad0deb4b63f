import { describe, expect, test } from "vitest";
import { decideLfsBatch, LFS_BATCH_LIMIT } from "./lfs.ts";
import type { RequestFacts } from "./request.ts";
import { config, liveWith, planOf, refusalOf, request } from "./testing/fixtures.ts";

const live = liveWith({});
type Case = Partial<RequestFacts> & { target: string };
const R = "/o/r.git";

const pushes: Case[] = [
  { target: `${R}/git-receive-pack`, method: "POST" },
  { target: `${R}/git-receive-pack` },
  { target: `${R}/git-receive-pack/`, method: "POST" },
  { target: `${R}/git-receive-pack?x=1`, method: "POST" },
  { target: `${R}/git-receive-pack;x`, method: "POST" },
  { target: `${R}/GIT-Receive-Pack`, method: "POST" },
  { target: `${R}/git%2dreceive-pack`, method: "POST" },
  { target: `${R}/git%252dreceive%252dpack`, method: "POST" },
  { target: `${R}/%67it-receive-pack`, method: "POST" },
  { target: `${R}%2fgit-receive-pack`, method: "POST" },
  { target: `${R}//git-receive-pack`, method: "POST" },
  { target: `${R}/./git-receive-pack`, method: "POST" },
  { target: `${R}/x/../git-receive-pack`, method: "POST" },
  { target: `${R}/x/..%2fgit-receive-pack`, method: "POST" },
  { target: `${R}\\git-receive-pack`, method: "POST" },
  { target: `${R}%5cgit-receive-pack`, method: "POST" },
  { target: `${R}/git-receive-pack%20`, method: "POST" },
  { target: `${R}/git-receive-pack%3fx`, method: "POST" },
  { target: `${R}/git-receive-pack%2f..`, method: "POST" },
  { target: `/git-receive-pack`, method: "PUT" },
  { target: `${R}/info/refs?service=git-receive-pack` },
  { target: `${R}/info/refs?a=b&service=git-receive-pack` },
  { target: `${R}/info/refs?service=git-upload-pack&service=git-receive-pack` },
  { target: `${R}/info/refs?service=git-receive-pack&service=git-upload-pack` },
  { target: `${R}/info/refs?service%3Dgit-receive-pack` },
  { target: `${R}/info/refs?service=git%2Dreceive%2Dpack` },
  { target: `${R}/info/refs?service=%2567it-receive-pack` },
  { target: `${R}/info/refs?SERVICE=GIT-RECEIVE-PACK` },
  { target: `${R}/info/refs?x;service=git-receive-pack` },
  { target: `${R}/info/refs?service=+git-receive-pack` },
  { target: `${R}/info%2frefs?service=git-receive-pack` },
  { target: `${R}/INFO/./refs?service=git-receive-pack` },
  { target: `/x`, method: "POST", rawHeaders: ["Content-Type", "application/x-git-receive-pack-request"] },
  { target: `/x`, method: "POST", rawHeaders: ["Content_Type", "APPLICATION/X-Git-Receive-Pack-Request"] },
  { target: `/x`, rawHeaders: ["Accept", "application/x-git-receive-pack-result"] },
  { target: `${R}/objects/ab/cd`, method: "PUT" },
  { target: `${R}/refs/heads/main`, method: "MOVE" },
  { target: `${R}/info/refs`, method: "LOCK" },
  { target: `${R}/HEAD`, method: "PUT" },
  { target: `${R}/packed-refs`, method: "DELETE" },
  { target: `${R}/hooks/post-receive`, method: "PUT" },
  { target: `${R}/config`, method: "PROPPATCH" },
  { target: `${R}%2fobjects%2fab`, method: "PUT" },
  { target: `${R}/info/lfs/locks`, method: "POST" },
  { target: `${R}/info/lfs/locks/7/unlock`, method: "POST" },
  { target: `/o/r/info/lfs/locks/verify`, method: "POST" },
  { target: `${R}/info/lfs/objects/abc`, method: "PUT" },
];

const others: Case[] = [
  { target: `${R}/info/refs?service=git-upload-pack` },
  {
    target: `${R}/git-upload-pack`,
    method: "POST",
    rawHeaders: ["Content-Type", "application/x-git-upload-pack-request", "Content-Length", "0"],
  },
  { target: "/search?q=git-receive-pack" },
  { target: "/blog/how-git-receive-pack-works" },
  { target: "/git/git/blob/master/builtin/receive-pack.c" },
  { target: `${R}/info/refs` },
  { target: `${R}/HEAD` },
  { target: `${R}/objects/ab/cd` },
  { target: `${R}/info/lfs/locks` },
  { target: `${R}/info/lfs/objects/batch`, method: "POST", rawHeaders: ["Content-Length", "2"] },
  { target: "/repos/o/r/git/refs", method: "POST" },
];

describe("F39 B26 a push over HTTPS is refused before any rule is looked at", () => {
  test.for(pushes)("$method $target $rawHeaders", (facts) => {
    for (const host of ["plain.test", "nowhere.test"]) {
      expect(refusalOf(live, request(host, facts))).toMatchObject({ code: "git-push", status: 403 });
    }
  });

  test("on plain http too", () => {
    const facts = request("plain.test", {
      scheme: "http",
      tunnel: null,
      sni: null,
      target: `http://plain.test${R}/git-receive-pack`,
      method: "POST",
    });
    expect(refusalOf(live, facts)?.code).toBe("git-push");
  });

  test("even where a route allows the path", () => {
    const routed = liveWith({ ...config, routes: [{ host: "forge.test", path_allowlist: [R] }] });
    expect(
      refusalOf(routed, request("forge.test", { target: `${R}/git-receive-pack`, method: "POST" }))?.code,
    ).toBe("git-push");
  });

  test.for(others)("reading passes: $method $target", (facts) => {
    expect(refusalOf(live, request("plain.test", facts))).toBeNull();
  });
});

describe("a batch of Git LFS", () => {
  test("is marked, so that its body is read first", () => {
    expect(
      planOf(live, request("plain.test", { method: "POST", target: "/o/r/info/lfs/objects/batch" })).lfsBatch,
    ).toBe(true);
    expect(
      planOf(live, request("plain.test", { method: "POST", target: "/o/r/info%2Flfs/objects/batch" }))
        .lfsBatch,
    ).toBe(true);
    expect(planOf(live, request("plain.test", { method: "POST", target: "/o/r" })).lfsBatch).toBe(false);
  });

  test("passes when it is a download", () => {
    expect(
      decideLfsBatch(
        Buffer.from('{"operation":"download","ref":{"name":"refs/heads/\\u00e9"},"objects":[]}'),
      ),
    ).toBeNull();
  });

  test.for([
    '{"operation":"upload"}',
    '{"operation":"download","operation":"upload"}',
    '{"operation":"upload","operation":"download"}',
    '{"operation":"download","Operation":"upload"}',
    '{"operation":"download","\\u006fperation":"upload"}',
    '{"objects":[]}',
    '{"operation":["download"]}',
    "[]",
    "null",
    "",
    "{",
    '[{"operation":"download"}]',
    '{"x":{"operation":"download"}}',
    `{"operation":"download","x":"${"y".repeat(LFS_BATCH_LIMIT)}"}`,
  ])("is a push otherwise: %.60s", (text) => {
    expect(decideLfsBatch(Buffer.from(text))?.code).toBe("git-push");
  });
});
