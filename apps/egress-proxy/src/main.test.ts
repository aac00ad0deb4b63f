import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { copyFile, mkdtempDisposable, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { readyLineSchema } from "@claude-bottle/policy";
import { Events, startUpstream } from "@claude-bottle/shared/testing";
import { describe, expect, test } from "vitest";
import { Agent } from "./testing/agent.ts";
import { processConfig } from "./testing/process.ts";
import { KNOWN, SLOT, testRoot } from "./testing/world.ts";

const run = promisify(execFile);
const bundle = join(import.meta.dirname, "../dist/main.mjs");

/** The files of its image, and nothing else. */
async function copyBundle(directory: string): Promise<void> {
  for (const name of ["main.mjs", "mitm-front.mjs", "healthcheck.mjs"])
    await copyFile(join(import.meta.dirname, "../dist", name), join(directory, name));
}
/** Of processor time, for a machine that has other things to do. */
const START_CPU_MS = 1_000;
/** Of a clock tick: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const TICK_MS = 10;

function processorMs(pid = 0): number {
  if (process.platform !== "linux") return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

interface Line {
  event?: string;
  port?: number;
}

interface Proxy extends AsyncDisposable {
  child: ChildProcess;
  lines: Events<Line>;
  output: () => string;
  /** What it wrote besides its lines. */
  noise: () => string;
}

function startProxy(directory: string, document: unknown, args: string[] = []): Proxy {
  const child = spawn(process.execPath, ["main.mjs", ...args], { cwd: directory, env: {}, stdio: "pipe" });
  const lines = new Events<Line>();
  let output = "";
  let noise = "";
  createInterface({ input: child.stdout }).on("line", (line) => {
    output += line;
    lines.add(JSON.parse(line));
  });
  child.stderr.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    noise += chunk.toString();
  });
  child.stdin.end(typeof document === "string" ? document : JSON.stringify(document));
  return {
    child,
    lines,
    output: () => output,
    noise: () => noise,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

const secrets = {
  slots: [{ name: "API_TOKEN", value: SLOT }],
  known: [{ name: "DB_PASSWORD", value: KNOWN }],
};

/** The usual encodings of a value, any of which in the output would give it away. */
function encodings(value: string): string[] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .slice(4, -4),
  );
  const percent = [...bytes].map((byte) => `%${byte.toString(16)}`).join("");
  return [value, bytes.toString("hex"), bytes.toString("hex").toUpperCase(), percent, encodeURIComponent(value), ...base64, value.split("").toReversed().join("")]; // prettier-ignore
}

describe.skipIf(!existsSync(bundle))("the bundled proxy (needs npm run build)", () => {
  test("F24 F41 serves curl from an empty directory, reloads, stops, and says no secret", async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), "egress-main-"));
    const file = (name: string): string => join(directory.path, name);
    await using api = await startUpstream({
      authority: testRoot,
      answer: (request, response) =>
        void request
          .resume()
          .once("end", () => response.end(`auth: ${request.headers.authorization ?? "none"}`)),
    });
    const config = processConfig(directory.path, api.address);
    await copyBundle(directory.path);
    await writeFile(file("config.json"), JSON.stringify(config));
    await using proxy = startProxy(directory.path, secrets, ["config.json"]);
    const ready = await proxy.lines.find(({ event }) => event === "ready");
    const took = processorMs(proxy.child.pid);
    const { ca } = readyLineSchema.parse(ready);
    expect(proxy.output()).not.toContain("PRIVATE KEY");
    await writeFile(file("ca.pem"), ca ?? "");
    const curl = async (...args: string[]): Promise<string> => {
      const base = [
        "-sS",
        "-m",
        "10",
        "--cacert",
        file("ca.pem"),
        "-x",
        `http://127.0.0.1:${ready.port ?? 0}`,
        "-w",
        "\n%{http_code}",
      ];
      return (await run("curl", [...base, ...args], { env: {} })).stdout;
    };
    expect(await curl("https://api.test/v1?q=1")).toMatch(/^auth: Bearer .{0,4}\*+\n200$/);
    expect(await curl("https://other.test/")).toMatch(/other\.test is not on the allowlist[^]*403$/);
    expect(await curl("-d", KNOWN, `https://open.test/${KNOWN}?${KNOWN}`)).toMatch(/403$/);
    expect(await curl("-H", `X-A: ${KNOWN}`, `https://other.test/${KNOWN}`)).toMatch(/403$/);

    const isHealthy = async (path: string): Promise<boolean> => {
      const { exitCode } = await new Promise<ChildProcess>((resolve) => {
        const child = spawn(process.execPath, ["healthcheck.mjs", path], {
          cwd: directory.path,
          env: {},
          stdio: "ignore",
        });
        child.once("exit", () => resolve(child));
      });
      return exitCode === 0;
    };
    expect([await isHealthy(config.control), await isHealthy(file("none.sock"))]).toEqual([true, false]);

    await writeFile(file("config.json"), "{");
    proxy.child.kill("SIGHUP");
    await proxy.lines.find(({ event }) => event === "reload-failed");
    expect(await curl("https://open.test/")).toMatch(/200$/);
    await writeFile(file("config.json"), JSON.stringify({ ...config, allowlist: ["other.test"] }));
    proxy.child.kill("SIGHUP");
    await proxy.lines.find(({ event }) => event === "reloaded");
    expect(await curl("https://open.test/")).toMatch(/403$/);

    proxy.child.kill("SIGTERM");
    expect(await once(proxy.child, "exit")).toEqual([0, null]);
    for (const secret of [SLOT, KNOWN])
      for (const text of encodings(secret)) expect(proxy.output()).not.toContain(text);
    if (process.platform === "linux") expect(took).toBeLessThan(START_CPU_MS);
  });

  test.for([
    ["a torn document", '{"slots":[{"name":"A","value":"canary-torn-value'],
    ["no configuration", JSON.stringify(secrets)],
    ["an unknown key", JSON.stringify({ ...secrets, more: SLOT })],
    ["nothing", ""],
  ])("security 11: %s on stdin ends it with a reason and without a value", async ([, document]) => {
    await using directory = await mkdtempDisposable(join(tmpdir(), "egress-main-"));
    await copyBundle(directory.path);
    await using proxy = startProxy(directory.path, String(document));
    expect(await once(proxy.child, "exit")).toEqual([1, null]);
    expect(proxy.output()).toContain('"code":"config-invalid"');
    for (const secret of [SLOT, KNOWN, "canary-torn"]) expect(proxy.output()).not.toContain(secret);
  });

  test("it does not run with a lenient parser", async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), "egress-main-"));
    await copyBundle(directory.path);
    const args = ["--insecure-http-parser", "main.mjs"];
    const child = spawn(process.execPath, args, {
      cwd: directory.path,
      env: {},
      stdio: ["ignore", "pipe", "ignore"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    expect(await once(child, "close")).toEqual([1, null]);
    expect(output).toContain("--insecure-http-parser");
  });

  test("whatever happens to connections, it writes its own lines and nothing else", async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), "egress-main-"));
    await copyBundle(directory.path);
    await using api = await startUpstream({
      authority: testRoot,
      answer: (_, response) => {
        response.writeHead(200, { "Content-Length": "50" }).write("part");
        setImmediate(() => response.destroy());
      },
    });
    const config = processConfig(directory.path, api.address);
    await using proxy = startProxy(directory.path, { ...secrets, config });
    const { ca } = readyLineSchema.parse(await proxy.lines.find(({ event }) => event === "ready"));
    const agent = new Agent({ host: "127.0.0.1", port: proxy.lines.all[0]?.port ?? 0 }, ca ?? "");
    expect(await agent.raw("GET / HTTP/1.1\r\nHost: api.test\r\n\r\n")).toMatch(/part$/);
    for (const socket of [await agent.connection(), await agent.tunnel()]) socket.resetAndDestroy();
    (await agent.secure()).destroy();
    expect((await agent.ask({ target: "other.test:443" })).status).toBe(403);
    proxy.child.kill("SIGTERM");
    await once(proxy.child, "close");
    expect(proxy.noise()).toBe("");
    expect(proxy.lines.all.every(({ event }) => event !== undefined)).toBe(true);
  });
});
