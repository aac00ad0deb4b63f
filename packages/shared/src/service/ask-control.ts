import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";

/** What the one who asks hands in; `body` as JSON. */
interface Question {
  method: string;
  path: string;
  body?: unknown;
}

export interface Ways {
  stdin: AsyncIterable<Buffer>;
  write: (answer: string) => void;
}

/**
 * Puts one request to the control socket of a service, which only a process in its container reaches: method, path and
 * body (JSON) come on stdin, the answer's status and body (JSON, or text) are written. Services run it as a program of its own.
 */
export async function askControl(socketPath: string, { stdin, write }: Ways): Promise<void> {
  const { method, path, body } = JSON.parse(await text(stdin)) as Question;
  const headers = { "content-type": "application/json" };
  const asked = request({ socketPath, method, path, headers });
  asked.end(JSON.stringify(body ?? {}));
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  const said = await text(response);
  const isJson = response.headers["content-type"]?.startsWith("application/json") === true;
  write(JSON.stringify({ status: response.statusCode, body: isJson ? (JSON.parse(said) as unknown) : said }));
}
