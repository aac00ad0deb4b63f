import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FLUSH, packet } from "../core/pkt-line.ts";
import {
  blob,
  commit,
  deltaBomb,
  idOf,
  packOf,
  post,
  pushBody,
  tree,
  ZERO,
  type RawAnswer,
  type RawObject,
} from "../testing/raw.ts";
import { startWorld, type World } from "../testing/world.ts";

const MB = 1_000_000;

let world: World;
beforeAll(async () => {
  world = await startWorld({
    limits: {
      refs: 20,
      pack: 2 * MB,
      object: 3 * MB,
      content: 8 * MB,
      objects: 200,
      allocation: 4 * MB,
      // Longer than git says nothing
      silence: 8000,
    },
  });
  await world.clone("warm");
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** Whatever was tried: the upstream heard of no push, and the gate still serves. */
async function harmless<T>(attempt: () => Promise<T>): Promise<T> {
  world.upstream.requests.length = 0;
  const result = await attempt();
  expect(world.upstream.requests.filter((one) => one.startsWith("POST") && one.includes("receive"))).toEqual(
    [],
  );
  expect((await fetch(`${world.url}/info/refs?service=git-upload-pack`)).status).toBe(200);
  return result;
}

/** A push of one new branch to a commit among these objects. */
async function pushed(objects: readonly RawObject[], parts: readonly Uint8Array[] = []): Promise<string> {
  const tip = objects.find(({ type }) => type === "commit");
  const id = tip === undefined ? "1".repeat(40) : idOf(tip);
  const body = pushBody([`${ZERO} ${id} refs/heads/raw`], packOf(objects, parts));
  const { text } = await harmless(async () => await post(world.url, body));
  // git cuts a line where its buffer ends, and puts the head of a sideband packet there
  return text
    .split("\u0002")
    .map((part) => part.replace(/[0-9a-f]{4}$/, ""))
    .join("");
}

const withFile = (name: string | Uint8Array, content: RawObject, mode = "100644"): RawObject[] => {
  const top = tree([mode, name, idOf(content)]);
  return [content, top, commit(idOf(top))];
};

describe("packs that are too much", () => {
  test("larger than a pack may be", async () => {
    expect(await pushed(withFile("a", blob(randomBytes(2_500_000))))).toMatch(
      /pack exceeds maximum allowed size/,
    );
  });

  test("an object larger than an object may be, however well packed", async () => {
    expect(await pushed(withFile("zeros", blob(Buffer.alloc(3_100_000))))).toMatch(
      /"zeros" has 3100000 bytes, more than 3000000/,
    );
  });

  test("more content than there may be", async () => {
    const blobs = [1, 2, 3].map((fill) => blob(Buffer.alloc(2_900_000, fill)));
    const top = tree(...blobs.map((one, at) => ["100644", `f${at}`, idOf(one)] as [string, string, string]));
    expect(await pushed([...blobs, top, commit(idOf(top))])).toMatch(
      /more than 8000000 bytes of new content/,
    );
  });

  test("more objects than there may be", async () => {
    const blobs = Array.from({ length: 210 }, (_, at) => blob(`${at}`));
    const top = tree(
      ...blobs.map(
        (one, at) => ["100644", String(at).padStart(4, "0"), idOf(one)] as [string, string, string],
      ),
    );
    expect(await pushed([...blobs, top, commit(idOf(top))])).toMatch(/more than 200 new objects/);
  });

  test("a delta that unpacks to a gigabyte", async () => {
    const base = blob(Buffer.alloc(65_535, 1));
    const bomb = deltaBomb(idOf(base), 65_535, 1000 * MB);
    const top = tree(["100644", "base", idOf(base)]);
    const text = await pushed([base, top, commit(idOf(top))], [bomb]);
    expect(text).toMatch(/attempting to allocate|exceeds|unpack|index-pack/i);
    expect(text).not.toContain("ok refs/heads/raw");
  });

  test("a few trees that stand for ten thousand million paths", async () => {
    const leaf = blob("x");
    const trees: RawObject[] = [];
    let below = idOf(leaf);
    for (let level = 0; level < 10; level += 1) {
      const mode = level === 0 ? "100644" : "40000";
      const one = tree(
        ...Array.from({ length: 10 }, (_, at) => [mode, `n${at}`, below] as [string, string, string]),
      );
      trees.push(one);
      below = idOf(one);
    }
    const tip = commit(below);
    const body = pushBody([`${ZERO} ${idOf(tip)} refs/heads/tree-bomb`], packOf([leaf, ...trees, tip]));
    expect((await post(world.url, body)).text).toContain("ok refs/heads/tree-bomb");
  });

  test("security 7 an id of a tree or a parent that stands for nothing: such an id is not searched, and could be any value", async () => {
    const chosen = randomBytes(20).toString("hex");
    const [content, top, tip] = withFile("a.txt", blob("x"));
    if (content === undefined || top === undefined || tip === undefined)
      throw new Error("There is no commit");
    const withParent = String(tip.content).replace("\nauthor", `\nparent ${chosen}\nauthor`);
    for (const lacking of [commit(chosen), { ...tip, content: Buffer.from(withParent) }])
      expect(await pushed([content, top, lacking])).toContain(`did not receive expected object ${chosen}`);
  });

  test("a request that unpacks to far more than it is", async () => {
    const body = gzipSync(
      Buffer.concat([
        pushBody([`${ZERO} ${"1".repeat(40)} refs/heads/raw`], Buffer.alloc(0)),
        Buffer.alloc(100 * MB),
      ]),
    );
    const answer = await harmless(
      async () => await post(world.url, body, { "content-encoding": "gzip" }).catch(() => null),
    );
    expect(answer?.text ?? "").not.toContain("ok refs/heads/raw");
  });
});

describe("packs that are not what they say", () => {
  const good = withFile("a", blob("only here"));
  const goodPack = packOf(good);
  const command = `${ZERO} ${idOf(good[2] ?? blob(""))} refs/heads/raw`;

  test.for([
    ["cut off", goodPack.subarray(0, goodPack.length - 30)],
    ["junk", Buffer.from("PACKjunkjunkjunkjunkjunk")],
    ["nothing", Buffer.alloc(0)],
    [
      "changed in one byte",
      Buffer.concat([goodPack.subarray(0, 20), Buffer.from([0xff]), goodPack.subarray(21)]),
    ],
    ["without an object that it needs", packOf(good.slice(1))],
  ] as const)("%s", async ([, pack]) => {
    const { text } = await harmless(async () => await post(world.url, pushBody([command], pack)));
    expect(text).not.toContain("ok refs/heads/raw");
    expect(text).toMatch(/error|fatal|ng refs/);
  });

  test("an old value that the upstream does not have", async () => {
    const body = pushBody([command.replace(ZERO, "2".repeat(40)).replace("raw", "main")], goodPack);
    expect((await harmless(async () => await post(world.url, body))).text).not.toContain(
      "ok refs/heads/main",
    );
  });

  test.for([
    ["100644", ".git"],
    ["40000", ".git"],
    ["100644", ".."],
    ["100644", "a/b"],
    ["100644", ".GIT"],
    ["100644", Buffer.from(".g\u200cit")],
    ["100644", "git~1"],
    ["120000", ".gitmodules"],
  ] as const)("a tree that git must not check out: %s %s", async ([mode, name]) => {
    const content = mode === "40000" ? tree(["100644", "x", idOf(blob("x"))]) : blob("x");
    const extra = mode === "40000" ? [blob("x")] : [];
    expect(await pushed([...extra, ...withFile(name, content, mode)])).not.toContain("ok refs/heads/raw");
  });

  test.for([
    ["an option for an address", '[submodule "s"]\n\tpath = s\n\turl = -u./x\n'],
    ["a name that leads elsewhere", '[submodule "../../x"]\n\tpath = s\n\turl = https://git.test/x\n'],
  ] as const)("a submodule with %s", async ([, text]) => {
    expect(await pushed(withFile(".gitmodules", blob(text)))).not.toContain("ok refs/heads/raw");
  });
});

describe("requests that no client of git sends", () => {
  const sent = async (body: Uint8Array, headers = {}): Promise<RawAnswer> =>
    await harmless(async () => await post(world.url, body, headers));

  test("more refs than there may be", async () => {
    const commands = Array.from({ length: 21 }, (_, at) => `${ZERO} ${"1".repeat(40)} refs/heads/b${at}`);
    expect((await sent(pushBody(commands, Buffer.alloc(0)))).text).toContain("more than 20 refs");
  });

  test.for(["HEAD", "refs/heads/..", "refs/heads/a\nb", "refs/replace/x", "refs/heads/x.lock"])(
    "the ref %j",
    async (ref) => {
      expect((await sent(pushBody([`${ZERO} ${"1".repeat(40)} ${ref}`], Buffer.alloc(0)))).text).toContain(
        "cannot be pushed",
      );
    },
  );

  test("push options without an end", async () => {
    const options = Buffer.concat(Array.from({ length: 400 }, () => packet("x".repeat(60_000))));
    const body = Buffer.concat([
      packet(`${ZERO} ${"1".repeat(40)} refs/heads/raw\0report-status push-options`),
      FLUSH,
      options,
    ]);
    const answer = await harmless(async () => await post(world.url, body).catch(() => null));
    expect(answer?.text ?? "").not.toContain("ok refs/heads/raw");
  });

  test("a connection with a body that the gate does not read to its end is closed, for the next request would wait behind it", async () => {
    const socket = connect(world.running.port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.resume();
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const head = packet(`${ZERO} ${"1".repeat(40)} refs/heads/raw\0report-status push-options`);
    const options = Buffer.concat(Array.from({ length: 400 }, () => packet("x".repeat(60_000))));
    const length = head.length + FLUSH.length + options.length + 1_000_000;
    socket.write(
      `POST /repo/git-receive-pack HTTP/1.1\r\nHost: gate\r\nContent-Type: application/x-git-receive-pack-request\r\nContent-Length: ${length}\r\n\r\n`,
    );
    for (const part of [head, FLUSH, options]) socket.write(part);
    await closed;
  });

  test("another type of body, another coding, no commands", async () => {
    expect((await sent(Buffer.from("x"), { "content-type": "text/plain" })).status).toBe(415);
    expect((await sent(Buffer.from("x"), { "content-encoding": "br" })).text).toContain("encoding");
    expect((await sent(Buffer.from("junk"))).text).toContain("no list of packets");
    expect(await sent(FLUSH)).toEqual({ status: 200, text: "" });
  });

  test.for([
    ["GET", "/repo/HEAD"],
    ["GET", "/repo/objects/info/packs"],
    ["GET", "/repo/info/refs"],
    ["GET", "/repo/info/refs?service=git-upload-archive"],
    ["POST", "/repo/git-upload-archive"],
    ["PUT", "/repo/git-receive-pack"],
    ["DELETE", "/repo/info/refs?service=git-upload-pack"],
    ["GET", "/healthz"],
    ["GET", "/status"],
    ["POST", "/waive"],
  ] as const)("%s %s is not served", async ([method, path]) => {
    const response = await harmless(async () => await fetch(new URL(path, world.url), { method }));
    expect(response.status).toBe(404);
  });

  test.for([
    "/other",
    "/..",
    "/repo/../../etc",
    "/%2e%2e/%2e%2e/etc",
    "//etc/passwd",
    "/--upload-pack=touch",
    "/repo%00",
    "/state%2frepo",
    "/__proto__",
    "/git.test/repo2",
  ])("%s is not declared", async (path) => {
    const socket = connect(world.running.port, "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString("latin1");
    });
    socket.write(
      `GET ${path}/info/refs?service=git-upload-pack HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n`,
    );
    await once(socket, "close");
    if (answer.includes("ERR"))
      expect(world.log.at(-1)).toMatchObject({ event: "refused", why: "not declared" });
    expect(answer).toMatch(/ERR git-gate: .*is not declared in this bottle \(declared: repo\)|404 Not Found/);
  });

  test("Git LFS is told that it is not served, in its own form", async () => {
    const response = await fetch(`${world.url}/info/lfs/objects/batch`, { method: "POST", body: "{}" });
    expect(response.status).toBe(501);
    expect(response.headers.get("content-type")).toContain("application/vnd.git-lfs+json");
    expect(await response.json()).toMatchObject({ message: expect.stringContaining("git lfs untrack") });
  });

  test("B33 a client that stops in the middle is cut off, and holds nobody up", async () => {
    const socket = connect(world.running.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(
      "POST /repo/git-receive-pack HTTP/1.1\r\nHost: g\r\nContent-Type: application/x-git-receive-pack-request\r\nContent-Length: 1000\r\n\r\n0032",
    );
    await once(socket, "close");
    const copy = await world.clone("meanwhile");
    await copy.commit("meanwhile.txt", "x");
    await copy.ok("push", "origin", "HEAD:refs/heads/meanwhile");
  });

  test("an object that no ref leads to is not served by its id in protocol 0", async () => {
    const copy = await world.clone("unreachable");
    const { code } = await copy.git("-c", "protocol.version=0", "fetch", "origin", "1".repeat(40));
    expect(code).not.toBe(0);
  });
});

test("B21 a large push that is refused before git sees it is read to its end, so that its client hears why", async () => {
  await using strict = await startWorld({ limits: { refs: 1 } });
  const copy = await strict.clone("work");
  await copy.commit("large.bin", randomBytes(4 * MB));
  const told = await copy.git(
    "-c",
    "http.postBuffer=1000",
    "push",
    "origin",
    "HEAD:refs/heads/a",
    "HEAD:refs/heads/b",
  );
  expect(told.code).not.toBe(0);
  expect(told.text).toContain("more than 1 refs in one push: push them in parts");
});

test("when the gate is busy or its disk is full, it says so", async () => {
  await using busy = await startWorld({ limits: { services: 0 } });
  await expect(busy.clone("x")).rejects.toThrow(/git-gate: it is busy, try again/);
  await using full = await startWorld({ limits: { free: Number.MAX_SAFE_INTEGER } });
  const copy = await full.clone("work");
  await copy.commit("a.txt", "a");
  const told = await copy.git("push", "origin", "main");
  expect(told.text).toContain("too little space left");
  expect(told.text).toMatch(/main -> main \(refused by git-gate\)/);
});
