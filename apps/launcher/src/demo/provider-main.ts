/**
 * The demo's stand-in provider: answers every request over HTTPS and prints one JSON line about it. It runs from this
 * one file on plain Node, in a container of its own; certificates lie beside it.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { createSecureContext } from "node:tls";

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
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const authorization = request.headers.authorization ?? null;
      const record = {
        host: request.headers.host ?? "",
        method: request.method,
        path: request.url,
        authorization,
        body: Buffer.concat(chunks).toString("utf8"),
      };
      process.stdout.write(`${JSON.stringify(record)}\n`);
      response.setHeader("content-type", "text/plain");
      response.end(
        request.url === "/allowed/echo" ? `you sent: ${authorization}\n` : "hello from the provider\n",
      );
    });
  },
);
server.listen(443, () => process.stdout.write('{"ready":true}\n'));
