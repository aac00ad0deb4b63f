// What the bench has run inside the bottle: `propose HOST` and `ask HOST` come on stdin, JSON lines with times go to stdout.
import { createInterface } from "node:readline";

const PAUSE_MS = 5;
const now = () => performance.timeOrigin + performance.now();
const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function propose(host) {
  const params = {
    name: "pipelock-block",
    arguments: { failed_url: `https://${host}/`, justification: "a round of the bench" },
  };
  const called = now();
  print({ event: "called", at: called });
  const answer = await fetch("http://supervise:9100/mcp", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
  });
  const said = await answer.text();
  print({ event: said.includes("status: approved") ? "answered" : "failed", at: now(), said });
}

/** Asks until it is let through; a first refusal shows that it was not. */
async function ask(host) {
  for (let asked = 0; ; asked += 1) {
    const { status } = await fetch(`https://${host}/`);
    if (status === 200) return print({ event: "open", at: now(), asked });
    if (asked === 0) print({ event: "refused", at: now() });
    await new Promise((resume) => setTimeout(resume, PAUSE_MS));
  }
}

const orders = { propose, ask };
for await (const line of createInterface({ input: process.stdin })) {
  const [order, host] = line.split(" ");
  orders[order](host).catch((error) =>
    print({ event: "failed", at: now(), said: String(error.cause ?? error) }),
  );
}
