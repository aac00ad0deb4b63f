import type { IncomingMessage } from "node:http";

export interface ServerEvent {
  name: string;
  data: string;
}

/** Server-sent events one by one, as they come. */
export async function* readEvents(response: IncomingMessage): AsyncGenerator<ServerEvent> {
  let rest = "";
  for await (const chunk of response.setEncoding("utf8")) {
    const parts = (rest + String(chunk)).split("\n\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const name = /^event: (.*)$/m.exec(part)?.[1];
      if (name !== undefined) yield { name, data: /^data: ?(.*)$/m.exec(part)?.[1] ?? "" };
    }
  }
}
