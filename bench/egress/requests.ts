import { HOST } from "./credential.ts";

export const ITEMS_PATH = "/v1/items";
export const EVENTS_PATH = "/v1/events";

const SOURCE =
  "export async function loadToken(path: string): Promise<string> {\n  const text = await readFile(path, 'utf8');\n" +
  '  if (text.trim() === "") throw new Error(`no token in ${path}`);\n  return text.trim(); // see docs/tokens.md\n}\n';

/** A prompt as a client sends it: source code in JSON, of exactly so many bytes. */
export function prompt(bytes: number): Buffer {
  const [before, after] = ['{"model":"bench","messages":[{"role":"user","content":"', '"}]}'];
  const room = bytes - before.length - after.length;
  const text = JSON.stringify(SOURCE.repeat(Math.ceil(room / SOURCE.length))).slice(1, -1);
  // no escape may be cut
  const content = text.slice(0, room).replace(/\\+$/, (cut) => "x".repeat(cut.length));
  return Buffer.from(before + content + after);
}

export function postHead(path: string, token: string, length: number): Buffer {
  const lines = [`POST ${path} HTTP/1.1`, `Host: ${HOST}`, "Content-Type: application/json"];
  return Buffer.from(
    [...lines, `Authorization: Bearer ${token}`, `Content-Length: ${length}`, "", ""].join("\r\n"),
  );
}

/** One request as an API client sends it, without a body. */
export function getRequest(path: string, token: string): Buffer {
  return Buffer.from(
    [
      `GET ${path} HTTP/1.1`,
      `Host: ${HOST}`,
      "User-Agent: bench/1",
      "Accept: application/json",
      `Authorization: Bearer ${token}`,
      "X-Request-Id: 2f1b6d0e",
      "",
      "",
    ].join("\r\n"),
  );
}
