import { execFile } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { environmentOf } from "../../host/environment.ts";
import { addressOf, connectionOf } from "./connection.ts";
import { containerBody } from "./container-body.ts";
import { frameLines, frames } from "./demultiplex.ts";
import { createEngine } from "./engine.ts";
import type { ContainerSpec, Engine } from "./engine-words.ts";

interface Heard {
  method: string;
  url: string;
  body: string;
}

/** An engine that answers every request with the same thing and remembers what it was asked. */
async function standIn(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const undo = new AsyncDisposableStack();
  const directory = undo.use(await mkdtempDisposable(join(tmpdir(), "engine-")));
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      heard.push({ method: request.method ?? "", url: request.url ?? "", body });
      answer(request, response);
    });
  });
  const path = join(directory.path, "engine.sock");
  await new Promise<void>((resolve) => server.listen(path, resolve));
  undo.defer(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  const engine: Engine = createEngine({ kind: "socket", path });
  return { engine, heard, path, [Symbol.asyncDispose]: () => undo.disposeAsync() };
}

const json = (status: number, body: object) => (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};

const spec: ContainerSpec = {
  name: "claude-bottle-x",
  image: "image",
  environment: { TOKEN: "canary-of-the-environment" },
  labels: { "claude-bottle.identity": "x" },
  network: { name: "net", alias: "agent" },
  extraHosts: { "egress-proxy": "172.20.0.2" },
  dns: ["127.0.0.1"],
  readOnlyRoot: true,
  tmpfs: { "/tmp": "rw" },
  volumes: [{ name: "v", target: "/etc/pipelock" }],
  binds: [{ source: "/home/me/queue", target: "/queue" }],
  runtime: null,
  init: true,
  stdin: false,
  limits: { cpus: 0.5, memory: 1024, pids: 7 },
};

describe("requests", () => {
  test("the environment of a new container stands in the body, never in the URL", async () => {
    await using stand = await standIn(json(201, { Id: "abc", Warnings: [] }));
    expect(await stand.engine.createContainer(spec)).toBe("abc");
    expect(stand.heard[0]?.url).toBe("/containers/create?name=claude-bottle-x");
    expect(stand.heard[0]?.body).toContain("TOKEN=canary-of-the-environment");
  });

  test("the environment of a command stands in the body, never in the URL", async () => {
    await using stand = await standIn(json(409, { message: "container is paused" }));
    const command = { command: ["true"], user: "1", environment: { A: "canary" }, tty: false };
    await expect(stand.engine.exec("c", command)).rejects.toThrow("container is paused");
    expect(stand.heard.map(({ url }) => url)).toEqual(["/containers/c/exec?"]);
    expect(stand.heard[0]?.body).toContain('"Env":["A=canary"]');
  });

  test("DOCKER_HOST of this process leads nowhere: only what is handed in counts", async () => {
    await using stand = await standIn(
      json(200, { Version: "1", ApiVersion: "1.41", Runtimes: { runc: {} } }),
    );
    const program = `import { createEngine } from ${JSON.stringify(import.meta.resolve("./engine.ts"))};
      console.log(JSON.stringify(await createEngine({ kind: "socket", path: process.argv[1] }).facts()));
      process.exit(0);`;
    const env = { DOCKER_HOST: "tcp://127.0.0.1:1" };
    const child = ["--input-type=module", "--eval", program, stand.path];
    const { stdout } = await promisify(execFile)(process.execPath, child, { env });
    expect(JSON.parse(stdout)).toEqual({ version: "1", apiVersion: "1.41", runtimes: ["runc"] });
    expect(stand.heard.map(({ url }) => url).toSorted()).toEqual(["/info?", "/version?"]);
  });
});

describe("failures", () => {
  test("F58 B01 an engine's refusal is told in its own words", async () => {
    await using stand = await standIn(json(500, { message: "no space left on device" }));
    await expect(stand.engine.createVolume({ name: "v", labels: {} })).rejects.toMatchObject({
      code: "engine-failed",
      message: 'Could not create the volume "v": the engine says "no space left on device"',
    });
  });

  test("a refusal that is no JSON is told as it is", async () => {
    await using stand = await standIn((_, response) => response.writeHead(502).end("bad gateway"));
    await expect(stand.engine.start("c")).rejects.toThrow(/bad gateway/);
  });

  test("a name that is taken is a code of its own", async () => {
    const message = 'Conflict. The container name "/claude-bottle-x" is already in use by container "abc"';
    await using stand = await standIn(json(409, { message }));
    await expect(stand.engine.createContainer(spec)).rejects.toMatchObject({ code: "name-taken" });
  });

  test("F58 an engine that does not answer is named with the reason", async () => {
    const engine = createEngine({ kind: "socket", path: "/nowhere/engine.sock" });
    await expect(engine.facts()).rejects.toMatchObject({
      code: "engine-unreachable",
      message: expect.stringMatching(/unix:\/\/\/nowhere\/engine\.sock: connect ENOENT/),
    });
  });

  test.for(["removeContainer", "removeNetwork", "removeVolume", "removeImage"] as const)(
    "%s of what is gone already is no failure",
    async (remove) => {
      await using stand = await standIn(json(404, { message: "no such thing" }));
      await expect(stand.engine[remove]("x")).resolves.toBeUndefined();
    },
  );

  test("an engine that cannot reach a registry has no such image, whichever way it says so", async () => {
    await using stand = await standIn(json(500, { message: "lookup registry.test: no such host" }));
    await expect(stand.engine.pull("node:24", () => undefined)).rejects.toMatchObject({
      code: "image-unavailable",
      message: 'Could not pull the image "node:24": the engine says "lookup registry.test: no such host"',
    });
  });

  test("F58 a failed build says the engine's reason", async () => {
    await using stand = await standIn((_, response) => {
      response.writeHead(200);
      response.write('{"stream":"Step 1/2 : FROM nothing\\n"}\r\n');
      response.end('{"errorDetail":{"message":"pull access denied"},"error":"pull access denied"}\r\n');
    });
    const lines: string[] = [];
    const image = { tag: "t:1", dockerfile: "Dockerfile", buildArgs: {}, labels: {} };
    const build = stand.engine.build(Readable.from([]), image, (line) => lines.push(line));
    await expect(build).rejects.toMatchObject({
      code: "image-build-failed",
      message: 'Could not build the image "t:1": the engine says "pull access denied"',
    });
    expect(lines).toEqual(["Step 1/2 : FROM nothing"]);
  });
});

describe("hardening", () => {
  test("every container is without capabilities, new privileges, swap, restarts and unlimited anything", () => {
    expect(containerBody(spec).HostConfig).toMatchObject({
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges:true"],
      ReadonlyRootfs: true,
      NanoCpus: 500_000_000,
      Memory: 1024,
      MemorySwap: 1024,
      PidsLimit: 7,
      RestartPolicy: { Name: "no" },
      ExtraHosts: ["egress-proxy:172.20.0.2"],
      Dns: ["127.0.0.1"],
    });
  });

  test("B41 nothing of the host is mounted but a directory that is there already: volumes are named", () => {
    const { Binds, Mounts } = containerBody(spec).HostConfig;
    for (const bind of Binds) expect(bind).not.toMatch(/^[/.~]/);
    expect(Mounts).toEqual([
      {
        Type: "bind",
        Source: "/home/me/queue",
        Target: "/queue",
        BindOptions: { Propagation: "private", NonRecursive: true },
      },
    ]);
  });
});

describe("where the engine is", () => {
  test.for([
    [{}, "unix:///var/run/docker.sock"],
    [{ DOCKER_HOST: "unix:///run/user/1/docker.sock" }, "unix:///run/user/1/docker.sock"],
    [{ DOCKER_HOST: "tcp://10.0.0.1:2375" }, "tcp://10.0.0.1:2375"],
    [{ DOCKER_HOST: "10.0.0.1" }, "tcp://10.0.0.1:2375"],
    [{ DOCKER_HOST: "tcp://[fd00::1]", DOCKER_TLS_VERIFY: "1" }, "tcp://fd00::1:2376"],
    [{ DOCKER_HOST: "ssh://me@host" }, "ssh://host:22"],
  ] as const)("%j is %s", ([environment, address]) => {
    expect(addressOf(connectionOf(environmentOf(environment)))).toBe(address);
  });

  test.for(["ftp://host", "tcp://", "npipe:////./pipe/x"])("%s is refused with what to write", (host) => {
    expect(() => connectionOf(environmentOf({ DOCKER_HOST: host }))).toThrow(
      `Cannot use DOCKER_HOST "${host}"`,
    );
  });
});

describe("framed streams", () => {
  const frame = (type: number, bytes: Uint8Array): Buffer => {
    const header = Buffer.alloc(8);
    header[0] = type;
    header.writeUInt32BE(bytes.length, 4);
    return Buffer.concat([header, bytes]);
  };
  const part = fc.tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 40 }));

  test("any bytes in any frames, cut anywhere, come out as they went in", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part), fc.integer({ min: 1, max: 17 }), async (parts, size) => {
        const sent = Buffer.concat(parts.map(([type, bytes]) => frame(type, bytes)));
        const chunks = Array.from({ length: Math.ceil(sent.length / size) }, (_, n) =>
          sent.subarray(n * size, (n + 1) * size),
        );
        const out = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
        for await (const { stream, bytes } of frames(Readable.from(chunks))) out[stream].push(bytes);
        for (const [type, stream] of [
          [1, "stdout"],
          [2, "stderr"],
        ] as const) {
          const wanted = parts.filter(([each]) => each === type).map(([, bytes]) => bytes);
          expect(Buffer.concat(out[stream])).toEqual(Buffer.concat(wanted));
        }
      }),
    );
  });

  test("lines are put together across frames, each on its own stream", async () => {
    const sent = [frame(1, Buffer.from("a")), frame(2, Buffer.from("x\n")), frame(1, Buffer.from("b\nc"))];
    const lines: string[] = [];
    for await (const { stream, line } of frameLines(Readable.from(sent))) lines.push(`${stream} ${line}`);
    expect(lines).toEqual(["stderr x", "stdout ab", "stdout c"]);
  });
});
