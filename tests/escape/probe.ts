import type { SinkContact, SinkRequest } from "../world/sink.ts";

/** What a probe may aim at: the test's own sink and what the agent can learn of its own network. */
interface Targets {
  sink: { address: string; gateway: string };
  allowed: string;
  refused: string;
}

/** What was seen while a probe ran. */
export interface Seen {
  /** What the probe printed inside the bottle. */
  output: string;
  /** Everything that reached the sink during the probe. */
  requests: SinkRequest[];
  contacts: SinkContact[];
}

/** One way out that must be closed. */
export interface Probe {
  /** What must hold, as a sentence. */
  title: string;
  /** Bash, run inside the bottle as the agent. */
  script(targets: Targets): string;
  /** What is wrong, or null. Judged by what the sink received, never by a bare connect. */
  leak(seen: Seen, targets: Targets): string | null;
}

/** The usual judgement: nothing at all may have reached the sink. */
export function anyContact({ requests, contacts }: Seen): string | null {
  if (requests.length > 0)
    return `the sink received ${requests.map((request) => `${request.host}${request.url}`).join(", ")}`;
  return contacts.length > 0 ? `the sink was contacted: ${JSON.stringify(contacts)}` : null;
}

/** Nothing reached the sink, and the script said that it was refused for this reason. */
export function refusedWith(expected: string | RegExp) {
  return (seen: Seen): string | null => {
    const contact = anyContact(seen);
    if (contact !== null) return contact;
    const matches =
      typeof expected === "string" ? seen.output.includes(expected) : expected.test(seen.output);
    return matches ? null : `expected ${String(expected)} in ${seen.output}`;
  };
}

/** Runs Python in the bottle; what it prints is the probe's output. */
export const python = (source: string): string => `python3 - <<'PYTHON'\n${source.trim()}\nPYTHON`;

/** Speaks raw bytes through a CONNECT tunnel: target, TLS server name and the bytes are each free. */
export function throughTunnel(connect: string, serverName: string, bytes: string): string {
  return python(`
import os, socket, ssl, urllib.parse
proxy = urllib.parse.urlsplit(os.environ["HTTPS_PROXY"])
raw = socket.create_connection((proxy.hostname, proxy.port), timeout=10)
raw.sendall(b"CONNECT ${connect} HTTP/1.1\\r\\nHost: ${connect}\\r\\n\\r\\n")
head = b""
while b"\\r\\n\\r\\n" not in head:
    got = raw.recv(4096)
    if not got: break
    head += got
print("connect", head.split(b"\\r\\n")[0].decode())
try:
    context = ssl.create_default_context(); context.check_hostname = False; context.verify_mode = ssl.CERT_NONE
    tls = context.wrap_socket(raw, server_hostname="${serverName}" or None)
    tls.sendall(b"${bytes}")
    answer = b""
    while len(answer) < 65536:
        got = tls.recv(4096)
        if not got: break
        answer += got
    print(answer.decode("latin1"))
except Exception as error:
    print("closed", type(error).__name__)
`);
}
