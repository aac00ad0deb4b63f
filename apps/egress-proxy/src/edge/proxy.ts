import {
  decide,
  parseAuthority,
  refuse,
  type Live,
  type Refusal,
  type RequestFacts,
  type RequestPlan,
} from "@claude-bottle/policy";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { answerRefusal, endWithRefusal } from "./answer.ts";
import { forward } from "./forward.ts";
import type { FrontHandlers } from "./front.ts";
import type { Entry, Log } from "./log.ts";
import { logged, loggedPath } from "./logged.ts";
import type { Times } from "./times.ts";
import type { Tunnels } from "./tunnels.ts";
import { upgrade } from "./upgrade.ts";
import type { Upstreams } from "./upstreams.ts";

/** What is in force; a request keeps the one that it began with. */
export interface Rules {
  live: Live;
  upstreams: Upstreams;
}

export interface ProxyOptions {
  rules: () => Rules;
  tunnels: Tunnels;
  log: Log;
  times: Times;
}

type Taken = { facts: RequestFacts; entry: Entry };
type Planned = { plan: RequestPlan; entry: Entry };

const NO_TARGET = refuse("authority-malformed", {
  what: "The target of a CONNECT must be a host and a port",
  fix: "Ask for it as name:port",
});
const NESTED = refuse("method-unknown", {
  what: "A CONNECT inside a tunnel is not carried out",
  fix: "Ask the proxy itself for another tunnel",
});
const NO_UPGRADE = refuse("upgrade", {
  what: "This request cannot change the protocol",
  fix: "Send it without Upgrade",
});

/** The agent's requests: each is decided upon and then carried out or refused. Decides nothing by itself. */
export function proxyHandlers({ rules, tunnels, log, times }: ProxyOptions): FrontHandlers {
  function take(live: Live, request: IncomingMessage): Taken {
    const tunnel = tunnels.of(request.socket);
    const target = request.url ?? "";
    const method = request.method ?? "";
    const facts: RequestFacts = {
      scheme: tunnel === undefined ? "http" : "https",
      tunnel: tunnel?.authority ?? null,
      sni: tunnel?.sni ?? null,
      method,
      target,
      rawHeaders: request.rawHeaders,
      httpVersion: request.httpVersion === "1.0" ? "1.0" : "1.1",
    };
    const host = tunnel?.authority.host ?? /^http:\/\/([^/?#@]*)/i.exec(target)?.[1] ?? "";
    return { facts, entry: log.begin({ host: logged(live, host), method, path: loggedPath(live, target) }) };
  }

  /** The plan of a request that may leave; null once it was refused. */
  function planned(
    request: IncomingMessage,
    { live }: Rules,
    answer: (refusal: Refusal) => number,
  ): Planned | null {
    const { facts, entry } = take(live, request);
    const decision = decide(live, facts);
    if (decision.verdict === "refuse") {
      deny(entry, decision.refusal, answer);
      return null;
    }
    const [warning] = decision.plan.warnings;
    entry.verdict = warning === undefined ? "allow" : "warn";
    entry.rule = warning?.rule ?? decision.plan.rule;
    return { plan: decision.plan, entry };
  }

  function deny(entry: Entry, refusal: Refusal, answer: (refusal: Refusal) => number): void {
    entry.verdict = "deny";
    entry.rule = refusal.code;
    entry.bytesOut = answer(refusal);
    entry.end(refusal.status);
  }

  /** A defect of ours must not let one request end the proxy for all: its connection ends instead. */
  function guarded(connection: Duplex, work: () => void): void {
    try {
      work();
    } catch (error) {
      log.event("internal", { code: error instanceof Error ? error.name : "unknown" });
      connection.destroy();
    }
  }

  const handlers: FrontHandlers = {
    onConnect(request: IncomingMessage, socket: Duplex, head: Buffer) {
      socket.on("error", () => socket.destroy());
      const isNested = tunnels.of(socket) !== undefined;
      const authority = isNested ? null : parseAuthority(request.url ?? "");
      if (authority === null) {
        const entry = log.begin({ host: "", method: "CONNECT", path: "" });
        deny(entry, isNested ? NESTED : NO_TARGET, (refusal) => endWithRefusal(request, socket, refusal));
        return;
      }
      // Whatever the host: a refusal inside TLS is one that clients show.
      if (head.length > 0) socket.unshift(head);
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      tunnels.terminate(authority, socket);
    },

    onRequest(request: IncomingMessage, response: ServerResponse) {
      request.on("error", () => response.destroy());
      response.on("error", () => response.destroy());
      const current = rules();
      const allowed = planned(request, current, (refusal) => answerRefusal(request, response, refusal));
      if (allowed !== null) void forward({ ...current, ...allowed, request, response, times });
    },

    onMalformed(socket, { status, code }) {
      const entry = log.begin({ host: tunnels.of(socket)?.authority.host ?? "", method: "", path: "" });
      entry.verdict = "deny";
      entry.rule = code;
      entry.end(status);
    },

    onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer) {
      socket.on("error", () => socket.destroy());
      const current = rules();
      const allowed = planned(request, current, (refusal) => endWithRefusal(request, socket, refusal));
      if (allowed === null) return;
      if (allowed.plan.upgrade === null) {
        deny(allowed.entry, NO_UPGRADE, (refusal) => endWithRefusal(request, socket, refusal));
      } else void upgrade({ ...current, ...allowed, request, socket, head, times });
    },
  };
  return {
    onConnect: (request, socket, head) => guarded(socket, () => handlers.onConnect(request, socket, head)),
    onRequest: (request, response) => guarded(request.socket, () => handlers.onRequest(request, response)),
    onMalformed: (socket, answered) => guarded(socket, () => handlers.onMalformed(socket, answered)),
    onUpgrade: (request, socket, head) => guarded(socket, () => handlers.onUpgrade(request, socket, head)),
  };
}
