import { expectedIssuer, parseHostHeader, refuse, type Authority, type Live } from "@claude-bottle/policy";
import { isIP, type Socket } from "node:net";

import { connect, type TLSSocket } from "node:tls";
import { connectThrough } from "./connect-through.ts";
import { openPublicTcp, openTcp } from "./open-tcp.ts";
import type { LastLeg } from "./last-leg.ts";
import { RecentMap } from "./recent-map.ts";
import { isCertificateError, refusalOf, RefusedError } from "./refused-error.ts";

const SESSIONS = 500;

function overrideOf(live: Live, authority: Authority): Authority | null {
  const text = Object.hasOwn(live.config.private_hosts, authority.host)
    ? live.config.private_hosts[authority.host]
    : undefined;
  if (text === undefined) return null;
  if (isIP(text) !== 0) return { host: text, port: authority.port };
  return parseHostHeader(text, authority.port);
}

/** Opens connections of the last leg under one configuration. */
export class Dialer {
  readonly #live: Live;
  readonly #leg: LastLeg;
  readonly #sessions = new RecentMap<string, Buffer>(SESSIONS);

  constructor(live: Live, leg: LastLeg) {
    this.#live = live;
    this.#leg = leg;
  }

  /**
   * A connection for plain HTTP: to the host itself, or to pipelock, which is asked in absolute form.
   * @throws {RefusedError}
   */
  async plain(authority: Authority): Promise<Socket> {
    const { upstream } = this.#live.config;
    const patience = this.#leg.times.dial;
    const override = upstream.via === "direct" ? overrideOf(this.#live, authority) : upstream;
    try {
      return await (override === null
        ? openPublicTcp(authority, patience, this.#leg.guard)
        : openTcp(override, { patience }));
    } catch (error) {
      const peer = upstream.via === "pipelock" ? { host: "pipelock", port: upstream.port } : authority;
      throw new RefusedError(refusalOf(error, peer), error);
    }
  }

  /** A TLS connection whose leaf the expected authority signed. @throws {RefusedError} */
  async secure(authority: Authority): Promise<TLSSocket> {
    const socket = await this.plain(authority);
    const through =
      this.#live.config.upstream.via === "pipelock"
        ? await connectThrough(socket, { live: this.#live, authority, patience: this.#leg.times.dial })
        : socket;
    return await this.#handshake(through, authority);
  }

  async #handshake(socket: Socket, authority: Authority): Promise<TLSSocket> {
    const issuer =
      this.#live.config.upstream.via === "pipelock" ? expectedIssuer(this.#live, authority.host) : "public";
    const key = `${authority.host} ${authority.port}`;
    return await new Promise((resolve, reject) => {
      const session = this.#sessions.get(key);
      const secure = connect({
        socket,
        host: authority.host,
        // RFC 6066 section 3: no address in a server name
        servername: isIP(authority.host) === 0 ? authority.host : "",
        ALPNProtocols: ["http/1.1"],
        secureContext: this.#leg.trust.contextOf(this.#live.config, issuer),
        ...(session === undefined ? {} : { session }),
      });
      const fail = (error: unknown): void => {
        secure.destroy();
        socket.destroy();
        reject(failureOf(error, authority, issuer));
      };
      const timer = setTimeout(
        () => fail(Object.assign(new Error("tls"), { code: "ETIMEDOUT" })),
        this.#leg.times.dial,
      );
      secure.on("session", (ticket) => this.#sessions.set(key, ticket));
      secure.once("error", fail);
      secure.once("close", () => clearTimeout(timer));
      secure.once("secureConnect", () => {
        clearTimeout(timer);
        secure.off("error", fail);
        resolve(secure);
      });
    });
  }
}

function failureOf(error: unknown, authority: Authority, issuer: "public" | "pipelock"): RefusedError {
  if (!isCertificateError(error)) return new RefusedError(refusalOf(error, authority), error);
  const host = `${authority.host}:${authority.port}`;
  const refusal =
    issuer === "pipelock"
      ? refuse("upstream-not-intercepted", {
          what: `The certificate of ${host} is not from pipelock, so its traffic would pass unscanned`,
          fix: "Name the host as passed through, or let pipelock intercept it",
        })
      : refuse("upstream-certificate", {
          what: `The certificate of ${host} is not valid for it`,
          fix: "Add the authority that signed it to the operator's extra roots if it is meant to be trusted",
        });
  return new RefusedError(refusal, error);
}
