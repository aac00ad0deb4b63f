import { once } from "node:events";
import { Duplex } from "node:stream";
import { expect, test } from "vitest";
import { controlOf } from "./control.ts";
import type { RunningExec } from "./engine-words.ts";

const framed = (stream: 1 | 2, text: string): Buffer => {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

/** An engine whose containers answer each line with its path, and fail at `/gone`. */
function engineOf() {
  const started: string[] = [];
  const streams: Duplex[] = [];
  return {
    started,
    streams,
    async exec(id: string): Promise<RunningExec> {
      started.push(id);
      const stream = new Duplex({
        read: () => undefined,
        write(chunk: Buffer, _, done) {
          for (const line of chunk.toString().trim().split("\n")) {
            const { path } = JSON.parse(line);
            if (path === "/silence") continue;
            if (path === "/gone") {
              stream.push(framed(2, "no socket\n"));
              stream.push(null);
            } else stream.push(framed(1, `${JSON.stringify({ status: 200, body: `${id}${path}` })}\n`));
          }
          done();
        },
        final(done) {
          stream.push(null);
          done();
        },
      });
      streams.push(stream);
      return { stream, resize: async () => undefined, exitCode: async () => 1 };
    },
  };
}

const get = (path: string) => ({ method: "GET", path }) as const;
const one = { id: "one", name: "sidecar-one" };

test("requests that follow each other share one client in the sidecar; each sidecar has its own", async () => {
  const engine = engineOf();
  const ask = controlOf(engine, { lingerMs: 60_000 });
  const answers = await Promise.all([
    ask(one, get("/a")),
    ask(one, get("/b")),
    ask({ id: "two", name: "sidecar-two" }, get("/c")),
  ]);
  expect(answers.map(({ body }) => body)).toEqual(["one/a", "one/b", "two/c"]);
  expect((await ask(one, get("/d"))).body).toBe("one/d");
  expect(engine.started).toEqual(["one", "two"]);
});

test("a client that nobody asks any more ends, and the next request has a new one", async () => {
  const engine = engineOf();
  const ask = controlOf(engine, { lingerMs: 0 });
  await ask(one, get("/a"));
  await once(engine.streams[0] ?? new Duplex(), "close");
  expect((await ask(one, get("/b"))).body).toBe("one/b");
  expect(engine.started).toEqual(["one", "one"]);
});

test("a sidecar that does not answer is told with its words, and asked anew the next time", async () => {
  const engine = engineOf();
  const ask = controlOf(engine, { lingerMs: 60_000 });
  await ask(one, get("/a"));
  await expect(ask(one, get("/gone"))).rejects.toMatchObject({
    code: "sidecar-failed",
    message: '"sidecar-one" does not answer (status 1): no socket',
  });
  expect((await ask(one, get("/b"))).body).toBe("one/b");
});

test("an engine that does not start the client is told in its own words", async () => {
  const ask = controlOf(
    { exec: () => Promise.reject(new Error("container is not running")) },
    { lingerMs: 0 },
  );
  await expect(ask(one, get("/a"))).rejects.toThrow("container is not running");
  await expect(ask(one, get("/a"))).rejects.toThrow("container is not running");
});

test("a sidecar that is silent is given up on, with the way out, and asked anew the next time", async () => {
  const engine = engineOf();
  const ask = controlOf(engine, { lingerMs: 60_000, patienceMs: 1 });
  await expect(ask(one, get("/silence"))).rejects.toMatchObject({
    code: "sidecar-failed",
    message: '"sidecar-one" has not answered for 0.001 s',
    hint: expect.stringContaining("another version"),
  });
  await Promise.resolve();
  expect(engine.streams[0]?.destroyed).toBe(true);
  const patient = controlOf(engine, { lingerMs: 60_000 });
  expect((await patient(one, get("/b"))).body).toBe("one/b");
});
