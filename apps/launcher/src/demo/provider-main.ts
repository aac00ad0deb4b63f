/**
 * The demo's stand-in provider: answers every request over HTTPS and writes one JSON line about it into a file; one of its hosts is a
 * real git server. It runs from this one file on plain Node, in a container of its own that has git; certificates and
 * settings lie beside it.
 */
import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { createSecureContext } from "node:tls";

const { git, listen, directory } = JSON.parse(
  readFileSync(`${import.meta.dirname}/settings.json`, "utf8"),
) as {
  git: {
    host: string;
    repository: string;
    /** `user:password`. */
    credential: string;
  };
  listen: { host?: string; port: number };
  directory: string;
};
const REPOSITORIES = `${directory}/repositories`;
const RECORDS = `${directory}/records`;
/** Before the answer, so that whoever has it finds the line; the engine's log is written when the engine gets to it. */
const note = (record: object): void => appendFileSync(RECORDS, `${JSON.stringify(record)}\n`);
writeFileSync(RECORDS, "");

const repository = `${REPOSITORIES}/${git.repository}`;
execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", repository]);
execFileSync("git", ["-C", repository, "config", "http.receivepack", "true"]);

/** As CGI has it: https://git-scm.com/docs/git-http-backend */
function serveGit(request: IncomingMessage, response: ServerResponse): void {
  const [path, query = ""] = (request.url ?? "").split("?");
  const child = spawn("git", ["http-backend"], {
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      GIT_PROJECT_ROOT: REPOSITORIES,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? "",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: request.headers["git-protocol"]?.toString() ?? "",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.on("error", () => undefined);
  request.pipe(child.stdin);
  let head = Buffer.alloc(0);
  child.stdout.on("data", function onHead(chunk: Buffer) {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end === -1) return;
    child.stdout.off("data", onHead);
    for (const line of head.toString("latin1", 0, end).split("\r\n")) {
      const [name = "", value = ""] = line.split(/:\s*/, 2);
      if (name.toLowerCase() === "status") response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.write(head.subarray(end + 4));
    child.stdout.pipe(response);
  });
  child.once("close", () => response.end());
}

const expected = `Basic ${Buffer.from(git.credential).toString("base64")}`;
function answerGit(request: IncomingMessage, response: ServerResponse): void {
  const [path] = (request.url ?? "").split("?");
  const record = { host: git.host, method: request.method, path, authorization: null, body: "" };
  note(record);
  if (request.headers.authorization === expected) serveGit(request, response);
  else response.writeHead(401, { "www-authenticate": "Basic" }).end();
}

const certificates = JSON.parse(readFileSync(`${import.meta.dirname}/certificates.json`, "utf8")) as Record<
  string,
  { certPem: string; keyPem: string }
>;
const contexts = new Map(
  Object.entries(certificates).map(([host, { certPem, keyPem }]) => [
    host,
    createSecureContext({ cert: certPem, key: keyPem }),
  ]),
);

const server = createServer(
  { SNICallback: (name, done) => done(null, contexts.get(name)) },
  (request, response) => {
    // With the port, where it is not the usual one
    if (request.headers.host?.split(":")[0] === git.host) {
      answerGit(request, response);
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const authorization = request.headers.authorization ?? null;
      const record = {
        host: (request.headers.host ?? "").split(":")[0],
        method: request.method,
        path: request.url,
        authorization,
        body: Buffer.concat(chunks).toString("utf8"),
      };
      note(record);
      response.setHeader("content-type", "text/plain");
      response.end(
        request.url === "/allowed/echo" ? `you sent: ${authorization}\n` : "hello from the provider\n",
      );
    });
  },
);
server.listen(listen, () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ ready: true, port })}\n`);
});
