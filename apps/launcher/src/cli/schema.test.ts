import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node.js";
import { z } from "zod";
import { deskWith } from "../testing/desk.ts";

const diagnosticsSchema = z.object({
  uri: z.string(),
  diagnostics: z.array(
    z.object({ message: z.string(), range: z.object({ start: z.object({ line: z.int() }) }) }),
  ),
});
const completionSchema = z.object({ items: z.array(z.object({ label: z.string() })) });

/** The YAML language server of editors, as its own process. */
async function languageServer(root: string): Promise<{ connection: MessageConnection } & AsyncDisposable> {
  const main = createRequire(import.meta.url).resolve("yaml-language-server/bin/yaml-language-server");
  const child = spawn(process.execPath, [main, "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) => items.map(() => ({})));
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  const capabilities = { workspace: { configuration: true } };
  await connection.sendRequest("initialize", {
    processId: null,
    rootUri: pathToFileURL(root).href,
    capabilities,
  });
  await connection.sendNotification("initialized", {});
  return {
    connection,
    async [Symbol.asyncDispose]() {
      connection.dispose();
      const ended = new Promise((resolve) => void child.once("exit", resolve));
      child.kill();
      await ended;
    },
  };
}

test(
  "the YAML language server finds a bottle's schema by the modeline: errors and keys",
  { timeout: 60_000 },
  async () => {
    await using desk = await deskWith();
    const { status, out, err } = await desk.run("schema", "--write");
    expect(status).toBe(0);
    expect(out).toContain("<root>/.claude-bottle/schema/bottle.json\n");
    const modeline = err.split("\n").find((line) => line.endsWith("bottle.json")) ?? "";
    const path = join(desk.home, "bottles/a.md");
    const text = `---\n${modeline}\negress:\n  allowlist: [docs.example.org]\nsupervize: true\n\n---\n\nNotes.\n`;
    await mkdir(join(desk.home, "bottles"));
    await writeFile(path, text);

    await using server = await languageServer(desk.root);
    const { connection } = server;
    const uri = pathToFileURL(path).href;
    const published = new Promise<z.infer<typeof diagnosticsSchema>>((resolve) => {
      connection.onNotification("textDocument/publishDiagnostics", (sent: unknown) => {
        const read = diagnosticsSchema.parse(sent);
        if (read.diagnostics.length > 0) resolve(read);
      });
    });
    await connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "yaml", version: 1, text },
    });
    const { diagnostics } = await published;
    expect(diagnostics.map(({ message, range }) => [range.start.line, message])).toEqual([
      [4, "Property supervize is not allowed."],
    ]);
    const completion: unknown = await connection.sendRequest("textDocument/completion", {
      textDocument: { uri },
      position: { line: 5, character: 0 },
    });
    const labels = completionSchema.parse(completion).items.map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(["supervise", "git", "egress_proxy"]));
  },
);
