import { decisionSchema } from "@claude-bottle/policy";
import type { Backend } from "../backend/backend.ts";
import type { Senses } from "./changes.ts";
import { Mailbox } from "./mailbox.ts";
import type { BottleDecision } from "./operator.ts";
import type { OperatorParts } from "./operator-parts.ts";

const POLL_MS = 2_000;

/** What the proxies of all bottles decide from now on, also of those that start later. */
export async function* decisions(
  parts: OperatorParts,
  senses: Senses,
  signal: AbortSignal,
): AsyncGenerator<BottleDecision> {
  const since = parts.now().toISOString();
  const mailbox = new Mailbox<BottleDecision>();
  const followed = new Set<string>();
  const follow = async (backend: Backend, identity: string): Promise<void> => {
    const wanted = { service: "egress-proxy", follow: true, signal };
    for await (const { time, line } of backend.logs(identity, wanted)) {
      const decision = time < since ? null : decisionIn(line);
      if (decision !== null) mailbox.put({ identity, decision });
    }
  };
  const join = async (): Promise<void> => {
    for (const backend of parts.backends) {
      const running = await backend.list().catch(() => []);
      for (const { identity } of running) {
        if (followed.has(identity)) continue;
        followed.add(identity);
        // It ends with its bottle; a log that breaks off is taken up again
        void follow(backend, identity)
          .catch(() => undefined)
          .finally(() => followed.delete(identity));
      }
    }
  };
  using _ = senses.every(POLL_MS, () => void join());
  void join();
  yield* mailbox.read(signal);
}

function decisionIn(line: string): BottleDecision["decision"] | null {
  try {
    return decisionSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
