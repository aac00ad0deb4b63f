import { Secret } from "@claude-bottle/shared";

/** The name under which every system reaches the upstream. */
export const HOST = "bench.test";

/** What a proxy puts in; the upstream refuses a request without it, so a proxy that does less work cannot win. */
export const credential = new Secret("BENCH_TOKEN", "bench-credential-5f0c1d7a9be34426");

/** What the load sends instead. */
export const PLACEHOLDER = "bench-placeholder";
