import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { run } from "./docker-cli.ts";

const PATIENCE_MS = 60_000;

/** A real terminal with a shell in it, driven as by a person. */
export interface Window extends AsyncDisposable {
  /** Types this text as it is. */
  type(text: string): Promise<void>;
  /** Presses a key by tmux's name for it: `Enter`, `C-c`. */
  press(key: string): Promise<void>;
  /** What the terminal shows, with what has scrolled away. */
  screen(): Promise<string>;
  /** Resolves with the screen once it shows this. */
  shows(wanted: string | RegExp): Promise<string>;
  /** Every byte that reached the terminal, control sequences escaped by tmux. */
  received(): string;
  resize(columns: number, rows: number): void;
  /** Closes the terminal, as a person closes its window. */
  close(): Promise<void>;
}

/** Why no window can be opened here, or null. */
export function tmuxMissing(): string | null {
  const { error } = spawnSync("tmux", ["-V"]);
  return error === undefined ? null : `no tmux: ${error.message}`;
}

/** Opens a window of 100 by 40 in a tmux server of its own, whose control mode tells of every change. */
export async function openWindow({ cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }): Promise<Window> {
  const socket = `cb-test-${randomBytes(6).toString("hex")}`;
  const tmux = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run("tmux", ["-L", socket, ...args], { cwd, env });
    if (code !== 0) throw new Error(`tmux ${args.join(" ")}: ${stderr.trim()}`);
    return stdout;
  };
  const control = spawn(
    "tmux",
    [
      "-L",
      socket,
      "-f",
      "/dev/null",
      "-C",
      "new-session", // A shell that writes its history as it ends is in the way of whoever removes its home
      "env PS1='$ ' HISTFILE=/dev/null bash --norc --noprofile",
    ],
    { cwd, env, stdio: ["pipe", "pipe", "ignore"] },
  );
  const closed = once(control, "close");
  let received = "";
  let changed = Promise.withResolvers<void>();
  control.stdout.on("data", (chunk: Buffer) => {
    received += chunk.toString("utf8");
    changed.resolve();
    changed = Promise.withResolvers();
  });
  const screen = (): Promise<string> => tmux("capture-pane", "-p", "-J", "-S", "-");
  const window: Window = {
    type: async (text) => void (await tmux("send-keys", "-l", "--", text)),
    press: async (key) => void (await tmux("send-keys", key)),
    screen,
    received: () => received,
    async shows(wanted) {
      const late = AbortSignal.timeout(PATIENCE_MS);
      const lateness = once(late, "abort");
      for (;;) {
        const change = changed.promise;
        const text = await screen();
        if (typeof wanted === "string" ? text.includes(wanted) : wanted.test(text)) return text;
        if (late.aborted) throw new Error(`the terminal does not show ${String(wanted)}:\n${text}`);
        await Promise.race([change, lateness]);
      }
    },
    // The window has the size of its one client
    resize: (columns, rows) => void control.stdin.write(`refresh-client -C ${columns}x${rows}\n`),
    async close() {
      await tmux("kill-server");
      await closed;
    },
    async [Symbol.asyncDispose]() {
      if (control.exitCode === null && control.signalCode === null) await window.close();
    },
  };
  await once(control.stdout, "data");
  window.resize(100, 40);
  await window.shows("$ ");
  return window;
}
