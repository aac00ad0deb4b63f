import { HOST } from "./credential.ts";

export const ITEMS_PATH = "/v1/items";
export const EVENTS_PATH = "/v1/events";

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
