import { createHash, timingSafeEqual } from "node:crypto";

const COOKIE = "claude-bottle";

/** Where the values come from that nobody can guess: `bytes` gives that many. */
export type Randomness = (bytes: number) => Uint8Array;

const unguessable = (random: Randomness): string => Buffer.from(random(32)).toString("base64url");
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

/** One browser's right to the dashboard: a token that is exchanged once for a cookie. */
export class Session {
  #token: string | null;
  readonly #key: string;
  readonly #path: string;

  /** `path`: the cookie is sent to it and below only. Cookies do not know ports: without, every server of this machine would be sent it. */
  constructor(path: string, random: Randomness) {
    this.#path = path;
    this.#token = unguessable(random);
    this.#key = unguessable(random);
  }

  /** Null once it was exchanged. */
  get token(): string | null {
    return this.#token;
  }

  /** The cookie to set (RFC 6265bis); null: not the token, or no longer. */
  exchange(token: string): string | null {
    if (this.#token === null || !isSame(token, this.#token)) return null;
    this.#token = null;
    return `${COOKIE}=${this.#key}; Path=${this.#path}; HttpOnly; SameSite=Strict`;
  }

  /** Whether a `Cookie` header proves it. */
  isProvenBy(header: string | undefined): boolean {
    const pairs = (header ?? "").split(";").map((pair) => pair.trim());
    return pairs.some(
      (pair) => pair.startsWith(`${COOKIE}=`) && isSame(pair.slice(COOKIE.length + 1), this.#key),
    );
  }
}
