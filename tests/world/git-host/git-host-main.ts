/**
 * A real git server for tests, in a container or a process of its own: sshd on port 22 and `git http-backend` behind TLS on 443. It runs
 * from this one file on plain Node and prints one JSON line for each connection.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createInterface } from "node:readline";

interface Settings {
  certPem: string;
  keyPem: string;
  /** `user:password` that opens every repository over https. */
  token: string;
}

/** Where everything of it lies, and the address that it answers on. */
const [directory = "/srv", address = "0.0.0.0"] = process.argv.slice(2);
const settings = JSON.parse(readFileSync(`${directory}/settings.json`, "utf8")) as Settings;
const repositories = `${directory}/git`;
const owner = statSync(repositories);
const say = (event: string, detail: string): void =>
  void process.stdout.write(`${JSON.stringify({ event, detail })}\n`);

/** As CGI has it: https://git-scm.com/docs/git-http-backend */
function serve(request: IncomingMessage, response: ServerResponse): void {
  const [path, query = ""] = (request.url ?? "").split("?");
  const encoding = request.headers["content-encoding"];
  const child = spawn("git", ["-c", "safe.directory=*", "http-backend"], {
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      HOME: repositories,
      GIT_PROJECT_ROOT: repositories,
      GIT_HTTP_EXPORT_ALL: "1",
      REMOTE_USER: "git",
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? "",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      GIT_PROTOCOL: request.headers["git-protocol"]?.toString() ?? "",
      ...(encoding === undefined ? {} : { HTTP_CONTENT_ENCODING: encoding }),
    },
    stdio: ["pipe", "pipe", "ignore"],
    uid: owner.uid,
    gid: owner.gid,
  });
  request.pipe(child.stdin);
  child.stdin.on("error", () => undefined);
  let head = Buffer.alloc(0);
  child.stdout.on("data", function onHead(chunk: Buffer) {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end === -1) return;
    child.stdout.off("data", onHead);
    let status = 200;
    for (const line of head.toString("latin1", 0, end).split("\r\n")) {
      const [name = "", value = ""] = line.split(/:\s*/, 2);
      if (name.toLowerCase() === "status") status = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.writeHead(status);
    response.write(head.subarray(end + 4));
    child.stdout.pipe(response);
  });
  child.once("close", () => response.end());
}

const sshd = spawn("/usr/sbin/sshd", ["-D", "-e", "-f", `${directory}/sshd_config`], {
  stdio: ["ignore", "inherit", "pipe"],
});
sshd.once("exit", (code) => process.exit(code ?? 1));
createInterface({ input: sshd.stderr }).on("line", (line) => {
  if (line.startsWith("Connection from")) say("ssh", line);
  if (line.startsWith("Server listening on")) web.listen(443, address, () => say("ready", ""));
});

const expected = `Basic ${Buffer.from(settings.token).toString("base64")}`;
const web = createServer({ cert: settings.certPem, key: settings.keyPem }, (request, response) => {
  say("https", `${request.method} ${request.url?.split("?")[0]}`);
  if (existsSync(`${repositories}/down`)) {
    request.socket.destroy();
    return;
  }
  if (request.headers.authorization === expected) serve(request, response);
  else response.writeHead(401, { "www-authenticate": "Basic" }).end();
});

process.once("SIGTERM", () => sshd.kill());
