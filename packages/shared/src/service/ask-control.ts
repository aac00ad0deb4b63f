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
 * Puts requests to the control socket of a service, which only a process in its container reaches, until stdin ends:
 * method, path and body come as a line of JSON each, the answer's status and body (JSON, or text) are written as one, in
 * order. Services run it as a program of its own.
 */
export async function askControl(socketPath: string, { stdin, write }: Ways): Promise<void> {
  for await (const line of lines(stdin))
    write(`${JSON.stringify(await answerTo(socketPath, JSON.parse(line) as Question))}\n`);
}

/** At line feeds alone: `node:readline` also splits at what JSON may have within a text. */
async function* lines(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let open: Buffer[] = [];
  for await (const chunk of source) {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...open, chunk.subarray(start, end)]).toString();
      open = [];
      start = end + 1;
    }
    open.push(chunk.subarray(start));
  }
  const last = Buffer.concat(open).toString();
  if (last.trim() !== "") yield last;
}

async function answerTo(socketPath: string, { method, path, body }: Question): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  const asked = request({ socketPath, method, path, headers });
  // Of a GET no reader would know where its body ends
  if (method === "GET") asked.end();
  else asked.end(JSON.stringify(body ?? {}));
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  const said = await text(response);
  const isJson = response.headers["content-type"]?.startsWith("application/json") === true;
  return { status: response.statusCode, body: isJson ? (JSON.parse(said) as unknown) : said };
}
