import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
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
asked.end(JSON.stringify(wanted.body ?? {}));
const [response] = (await once(asked, "response")) as [IncomingMessage];
const answer = { status: response.statusCode, body: JSON.parse(await text(response)) as unknown };
process.stdout.write(JSON.stringify(answer));
