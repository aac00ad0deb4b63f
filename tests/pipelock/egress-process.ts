import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { readyLineSchema, type EgressConfig, type EgressStdin } from "@claude-bottle/policy";
import { compiledSources } from "@claude-bottle/shared/testing";

export interface RunningEgress extends AsyncDisposable {
  port: number;
  /** What the agent trusts. */
  ca: string;
}

export type EgressOptions = Pick<EgressConfig, "upstream" | "allowlist"> &
  Partial<Pick<EgressConfig, "routes" | "extra_roots">> &
  Partial<Pick<EgressStdin, "slots">>;

/** egress-proxy as a process of its own on a loopback port, with its configuration over stdin. */
export async function startEgress({ slots = [], ...options }: EgressOptions): Promise<RunningEgress> {
  await using undo = new AsyncDisposableStack();
  const { path: directory } = undo.use(await mkdtempDisposable(join(tmpdir(), "egress-")));
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../apps/egress-proxy/src/main.ts")], {
    env: compiledSources,
    stdio: ["pipe", "pipe", "inherit"],
  });
  undo.defer(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  });
  const document: EgressStdin = {
    config: {
      version: 1,
      identity: "test-abc12",
      listen: { host: "127.0.0.1", port: 0 },
      control: join(directory, "control.sock"),
      routes: [],
      dlp_action: "block",
      private_hosts: {},
      extra_roots: [],
      ...options,
    },
    slots,
    known: [],
  };
  child.stdin.end(JSON.stringify(document));
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    const ready = readyLineSchema.safeParse(JSON.parse(line)).data;
    if (ready === undefined) continue;
    // The process ends when nobody reads what it says.
    child.stdout.resume();
    const owned = undo.move();
    return {
      port: Number(ready["port"]),
      ca: ready.ca ?? "",
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    };
  }
  throw new Error(`egress-proxy did not start: ${said.join("\n")}`);
}
