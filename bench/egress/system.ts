import { createSecureContext } from "node:tls";
import { credential } from "./credential.ts";
import type { Target } from "./target.ts";
import type { Upstream } from "./upstream.ts";

/** One of the things that take turns. */
export interface System extends AsyncDisposable {
  target: Target;
}

export interface SystemOptions {
  upstream: Upstream;
  /** An empty directory that outlives the system. */
  directory: string;
}

/** No proxy at all: the load holds the credential and dials the upstream. */
export function direct({ upstream }: SystemOptions): System {
  return {
    target: {
      name: "direct",
      port: upstream.port,
      trust: createSecureContext({ ca: upstream.caPem }),
      token: credential.reveal(),
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
