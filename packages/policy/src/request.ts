import type { Authority } from "./authority.ts";
import type { Refusal } from "./refusal.ts";
import type { Finding } from "./screen/finding.ts";

/** A content coding that Node can undo as a stream. */
export type Coding = "gzip" | "br" | "zstd" | "deflate";

/** What is known of a request once its head was read. */
export interface RequestFacts {
  scheme: "https" | "http";
  /** The CONNECT target; null for plain http. */
  tunnel: Authority | null;
  /** Server name of the TLS hello; null when it had none. */
  sni: string | null;
  method: string;
  /** The request target exactly as received. */
  target: string;
  /** Flat list of names and values as received. */
  rawHeaders: readonly string[];
  httpVersion: "1.0" | "1.1";
}

export type RequestBody = { kind: "none" } | { kind: "length"; bytes: number } | { kind: "chunked" };

/** A request that may leave, and how: whoever forwards it decides nothing more. */
export interface RequestPlan {
  /** What let it pass: a route of the bottle, or only its allowlist. */
  rule: "route" | "allowlist";
  authority: Authority;
  scheme: "https" | "http";
  method: string;
  /** Origin form, as sent by the agent; for plain http through a proxy put `http://` and `Host` in front. */
  target: string;
  /** `target` without its query: what may be logged. */
  path: string;
  /**
   * Flat, the whole outgoing list but `Content-Length` and `Transfer-Encoding`; with `upgrade` set it
   * holds `Connection` and `Upgrade`, otherwise neither.
   */
  headers: string[];
  /** What the agent announced; after `inflate` the length no longer holds: send chunked. */
  body: RequestBody;
  /** Answer `100 Continue` ourselves before reading the body. */
  expectContinue: boolean;
  upgrade: "websocket" | null;
  /** The route has a credential: what comes back is masked. The value itself is put in on https only. */
  credentialed: boolean;
  /** Coding of the request body to undo before it is screened and sent. */
  inflate: Coding | null;
  /** Read the body (at most `LFS_BATCH_LIMIT` bytes) and hand it to `decideLfsBatch` before dialling. */
  lfsBatch: boolean;
  /** Findings in request line and headers that `dlp_action: warn` lets pass. */
  warnings: Finding[];
}

export type RequestDecision =
  | { verdict: "forward"; plan: RequestPlan }
  | { verdict: "refuse"; refusal: Refusal };

export interface ResponseHead {
  status: number;
  rawHeaders: readonly string[];
}

export interface ResponsePlan {
  /** Flat; `Content-Length` is kept where it still holds, `Transfer-Encoding` never. */
  headers: string[];
  /** Run the body through `echoMask`. */
  mask: boolean;
  /** Coding to undo before masking. */
  inflate: Coding | null;
}
