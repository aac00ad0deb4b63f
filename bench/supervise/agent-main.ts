/**
 * What the bench has run inside the bottle, from its text alone: `propose HOST` and `ask HOST` come on stdin, JSON lines
 * with times (milliseconds since the epoch) go to stdout.
 */
import { createInterface } from "node:readline";

const PAUSE_MS = 5;
const now = (): number => performance.timeOrigin + performance.now();
const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

async function propose(host: string): Promise<void> {
  const params = {
    name: "pipelock-block",
    arguments: { failed_url: `https://${host}/`, justification: "a round of the bench" },
  };
  print({ event: "called", at: now() });
  const answer = await fetch("http://supervise:9100/mcp", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
  });
  const said = await answer.text();
  print({ event: said.includes("status: approved") ? "answered" : "failed", at: now(), said });
}

/** Asks until it is let through; a first refusal shows that it was not. */
async function ask(host: string): Promise<void> {
  for (let asked = 0; ; asked += 1) {
    const { status } = await fetch(`https://${host}/`);
    if (status === 200) break;
    if (asked === 0) print({ event: "refused", at: now() });
    await new Promise((resume) => setTimeout(resume, PAUSE_MS));
  }
  print({ event: "open", at: now() });
}

for await (const line of createInterface({ input: process.stdin })) {
  const [order, host = ""] = line.split(" ");
  (order === "propose" ? propose(host) : ask(host)).catch((error: unknown) => {
    print({ event: "failed", at: now(), said: String(error) });
  });
}
