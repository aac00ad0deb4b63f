import { spawn } from "node:child_process";
import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import { once } from "node:events";
import { createAuthority, createMinter } from "@claude-bottle/shared/x509";

const authority = createAuthority({ commonName: "gate test root", days: 1, now: new Date() });

export interface HttpsUpstream extends AsyncDisposable {
  port: number;
  /** PEM of the root that its certificate is signed by. */
  root: string;
  /** Method and path of each request, without the query. */
  requests: string[];
  /** What is done in place of serving, while it is not null. */
  instead: ((request: IncomingMessage, response: ServerResponse) => void) | null;
}

/** `git http-backend` behind TLS, for one token. */
export async function startHttpsUpstream(root: string, host: string, token: string): Promise<HttpsUpstream> {
  const { certPem, keyPem } = createMinter(authority).mint(host, new Date());
  const server = createServer({ cert: certPem, key: keyPem });
  const upstream: HttpsUpstream = {
    port: 0,
    root: authority.certPem,
    requests: [],
    instead: null,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      if (server.listening) await once(server, "close");
    },
  };
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    upstream.requests.push(`${request.method} ${request.url?.split("?")[0]}`);
    if (upstream.instead !== null) upstream.instead(request, response);
    else if (request.headers.authorization === `Basic ${Buffer.from(token).toString("base64")}`)
      serve(root, request, response);
    else response.writeHead(401, { "www-authenticate": "Basic" }).end();
  });
  upstream.port = await listen(server);
  return upstream;
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** As CGI has it: https://git-scm.com/docs/git-http-backend */
export function serve(root: string, request: IncomingMessage, response: ServerResponse): void {
  const [path, query = ""] = (request.url ?? "").split("?");
  const child = spawn("git", ["http-backend"], {
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      HOME: root,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      REMOTE_USER: "agent",
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? "",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      GIT_PROTOCOL: request.headers["git-protocol"]?.toString() ?? "",
      ...(request.headers["content-encoding"] === undefined
        ? {}
        : { HTTP_CONTENT_ENCODING: request.headers["content-encoding"] }),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(child.stdin);
  child.stdin.on("error", () => {});
  let head = "";
  const onHead = (chunk: Buffer): void => {
    head += chunk.toString("latin1");
    const end = head.indexOf("\r\n\r\n");
    if (end === -1) return;
    child.stdout.off("data", onHead);
    const lines = head.slice(0, end).split("\r\n");
    const fields = lines.map((line) => line.split(/:\s*/, 2));
    const status = fields.find(([name]) => name?.toLowerCase() === "status")?.[1] ?? "200";
    for (const [name, value] of fields)
      if (name !== undefined && value !== undefined && name.toLowerCase() !== "status")
        response.setHeader(name, value);
    response.writeHead(Number.parseInt(status, 10));
    response.write(Buffer.from(head.slice(end + 4), "latin1"));
    child.stdout.pipe(response);
  };
  child.stdout.on("data", onHead);
  child.once("close", () => response.end());
}
