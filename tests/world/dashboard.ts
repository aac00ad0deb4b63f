import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Order } from "../../apps/launcher/src/dashboard/testing/order.ts";
import { openWindow, type Window } from "./window.ts";

const main = join(import.meta.dirname, "../../apps/launcher/src/dashboard/testing/dashboard-main.ts");

/** The dashboard in a real terminal, over an operator in memory that the test drives. */
export interface DashboardWindow extends AsyncDisposable {
  window: Window;
  /** A directory of the test's own. */
  folder: string;
  /** Process of the dashboard. */
  pid: number;
  /** What the operator in memory shows or does from now on. */
  tell: (order: Order) => void;
  /** The next thing that the operator in memory was asked to do. */
  asked(): Promise<unknown>;
}

/** `editor` is a shell script that gets the file as `$1`. */
export async function openDashboard(
  options: { columns?: number; rows?: number; editor?: string; env?: Record<string, string> } = {},
): Promise<DashboardWindow> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "claude-bottle-dashboard-"));
  stack.defer(() => rm(folder, { recursive: true }));
  const editor = join(folder, "editor");
  await writeFile(editor, `#!/bin/sh\n${options.editor ?? "true"}\n`, { mode: 0o755 });
  const server = createServer().listen(join(folder, "socket"));
  await once(server, "listening");
  stack.defer(() => void server.close());
  const env = { PATH: process.env["PATH"], HOME: folder, LANG: "C.UTF-8", EDITOR: editor, ...options.env };
  const window = stack.use(await openWindow({ cwd: folder, env }));
  window.resize(options.columns ?? 80, options.rows ?? 24);
  await window.type(`clear; '${process.execPath}' '${main}' socket; echo "ended: $?"`);
  await window.press("Enter");
  const [socket] = (await once(server, "connection")) as [Socket];
  stack.defer(() => void socket.destroy());
  const lines = createInterface(socket)[Symbol.asyncIterator]();
  const asked = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error("the dashboard ended");
    return JSON.parse(value);
  };
  const { pid } = (await asked()) as { pid: number };
  await window.shows("q quit");
  const owned = stack.move();
  return {
    window,
    folder,
    pid,
    tell: (order) => void socket.write(`${JSON.stringify(order)}\n`),
    asked,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
