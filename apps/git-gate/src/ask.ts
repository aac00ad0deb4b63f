import { request } from "node:http";
import { text } from "node:stream/consumers";

/**
 * Puts one request to the gate's control socket, which only a process in its container reaches: method, path and body
 * (JSON) come on stdin, the answer's status and body go to stdout.
 */
const DEFAULT_CONTROL = "/tmp/git-gate.sock";

const wanted = JSON.parse(await text(process.stdin)) as { method: string; path: string; body?: unknown };
const asked = request({
  socketPath: process.argv[2] ?? DEFAULT_CONTROL,
  method: wanted.method,
  path: wanted.path,
  headers: { "content-type": "application/json" },
});
asked.once("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
asked.once("response", async (response) => {
  const answer = { status: response.statusCode, body: JSON.parse(await text(response)) as unknown };
  process.stdout.write(JSON.stringify(answer));
});
asked.end(JSON.stringify(wanted.body ?? {}));
