import type { Sink, SinkContact, SinkRequest } from "./sink.ts";

/** One JSON line that a sink printed. */
export type SinkLine = Record<string, unknown>;

export function sinkLines(text: string): SinkLine[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as SinkLine);
}

/** What a sink received, out of what it printed. */
export function readings(lines: () => Promise<SinkLine[]>): Pick<Sink, "requests" | "contacts"> {
  return {
    async requests() {
      return (await lines())
        .filter((line) => line["event"] === "request")
        .map((line) => ({
          ...(line as unknown as SinkRequest),
          body: Buffer.from(String(line["body"]), "base64"),
        }));
    },
    async contacts() {
      return (await lines()).filter(
        (line) => line["event"] !== "request" && line["event"] !== "ready",
      ) as unknown as SinkContact[];
    },
  };
}
