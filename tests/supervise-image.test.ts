import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Events } from "@claude-bottle/shared/testing";
import { expect, test } from "vitest";
import { connectionOf } from "../apps/launcher/src/backend/docker/connection.ts";
import { createEngine } from "../apps/launcher/src/backend/docker/engine.ts";
import { SERVICE_USER } from "../apps/launcher/src/backend/docker/start-sidecar.ts";
import { processEnvironment } from "../apps/launcher/src/host/environment.ts";
import { makeQueue } from "../apps/launcher/src/host/queue-files.ts";
import { openImages } from "../apps/launcher/src/images/images.ts";
import { connectClient, documentFor, factOf, Operator, textOf } from "../apps/supervise/src/testing/world.ts";
import { docker, engineMissing } from "./world/docker-cli.ts";

const bundle = join(import.meta.dirname, "../apps/supervise/dist/main.mjs");
const missing = engineMissing() ?? (existsSync(bundle) ? null : `"${bundle}" is not built`);
if (missing !== null) console.warn(`skipped: the image of supervise alone: ${missing}`);

const within = { listen: { host: "0.0.0.0", port: 9100 }, control: "/tmp/supervise.sock", queue: "/queue" };

test.skipIf(missing !== null)(
  "F46 F47 the image of supervise runs alone: a document on stdin, a queue, no rights; a client proposes and is answered",
  { timeout: 300_000 },
  async () => {
    const settings = { baseImage: process.env["CLAUDE_BOTTLE_BASE_IMAGE"] ?? null, extraRoots: [] };
    const images = await openImages(createEngine(connectionOf(processEnvironment())), settings, () => {});
    const tag = await images.service("supervise");
    await using directory = await mkdtempDisposable(join(tmpdir(), "supervise-image-"));
    const queue = join(directory.path, "queue");
    const { uid, gid } = await makeQueue(queue, SERVICE_USER);
    const name = `cb-test-supervise-${randomBytes(4).toString("hex")}`;
    const hardened =
      "--read-only --tmpfs=/tmp --cap-drop=ALL --security-opt=no-new-privileges --init --publish=127.0.0.1::9100";
    const own = [
      "--name",
      name,
      "--user",
      `${uid}:${gid}`,
      "--mount",
      `type=bind,source=${queue},target=/queue`,
    ];
    const child = spawn("docker", ["run", "--interactive", "--rm", ...hardened.split(" "), ...own, tag], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const ended = once(child, "close");
    await using stack = new AsyncDisposableStack();
    stack.defer(async () => {
      child.kill("SIGTERM");
      await ended;
    });
    const lines = new Events<{ event: string }>();
    createInterface({ input: child.stdout }).on("line", (line) => lines.add(JSON.parse(line)));
    const { config, live } = documentFor("/");
    child.stdin.end(JSON.stringify({ config: { ...config, ...within }, live }));
    await lines.find(({ event }) => event === "ready");

    await docker("exec", name, "node", "/app/healthcheck.mjs");
    const format = "{{json .Config.Healthcheck.Test}} {{.Config.User}}";
    expect(await docker("image", "inspect", "--format", format, tag)).toBe(
      '["CMD","node","/app/healthcheck.mjs"] 65532:65532',
    );
    const [address = ""] = (await docker("port", name, "9100/tcp")).split("\n");
    const client = await connectClient(new URL(`http://${address}/mcp`));
    stack.defer(() => client.close());
    expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual([
      "egress-proxy-block",
      "pipelock-block",
      "capability-block",
      "git-gate-block",
      "list-routes",
    ]);
    const call = client.callTool({
      name: "pipelock-block",
      arguments: { failed_url: "https://registry.example.com/x", justification: "npm ci was refused" },
    });
    await lines.find(({ event }) => event === "proposed");
    const operator = new Operator(queue);
    const [proposal] = (await operator.queue()).pending;
    await operator.decide(proposal ?? { id: "none" }, { notes: "this one" });
    expect(factOf(textOf(await call), "notes")).toBe("this one");
  },
);
