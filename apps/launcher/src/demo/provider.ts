import { z } from "zod";

export const providerHosts = {
  allowed: "api.demo.test",
  refused: "elsewhere.demo.test",
  asked: "asked.demo.test",
  git: "git.demo.test",
} as const;

const HTTPS = 443;

/** The repository that it serves, to whoever has the git credential. */
export const providerRepository = "demo/app.git";

/** What the provider writes down about one request that reached it. */
const providerRecordSchema = z.object({
  host: z.string(),
  method: z.string(),
  path: z.string(),
  authorization: z.string().nullable(),
  body: z.string(),
});
export type ProviderRecord = z.infer<typeof providerRecordSchema>;

/** The records in the file that it writes them to, one a line. */
export function recordsIn(text: string): ProviderRecord[] {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => providerRecordSchema.parse(JSON.parse(line)));
}

/** What it prints once it serves. */
export const providerReadySchema = z.object({ ready: z.literal(true), port: z.int() });

export interface ProviderRequest {
  /** `user:password` for its git host. */
  gitCredential: string;
  now: Date;
}

/** Where the agent finds its repository. */
export function providerUpstream({ port }: Pick<Provider, "port">): string {
  return `https://${providerHosts.git}${port === HTTPS ? "" : `:${port}`}/${providerRepository}`;
}

/** Where whoever dials its names is led, with the port where it is not the usual one. */
export function providerAddress({ address, port }: Pick<Provider, "address" | "port">): string {
  return port === HTTPS ? address : `${address}:${port}`;
}

/** A running stand-in provider; disposal removes it and its network. */
export interface Provider extends AsyncDisposable {
  address: string;
  port: number;
  /** The engine network that a bottle's last leg joins to reach it; null: it is reached without. */
  network: string | null;
  /** Certificate (PEM) of the authority that signed what it shows. */
  caPem: string;
  records(): Promise<ProviderRecord[]>;
}
