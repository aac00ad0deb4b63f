import { z } from "zod";

export const providerHosts = {
  allowed: "api.demo.test",
  refused: "elsewhere.demo.test",
  asked: "asked.demo.test",
  git: "git.demo.test",
} as const;

/** The repository that it serves, to whoever has the git credential. */
export const providerRepository = "demo/app.git";

/** What the provider writes down about one request that reached it. */
export const providerRecordSchema = z.object({
  host: z.string(),
  method: z.string(),
  path: z.string(),
  authorization: z.string().nullable(),
  body: z.string(),
});
export type ProviderRecord = z.infer<typeof providerRecordSchema>;

/** A running stand-in provider; disposal removes it and its network. */
export interface Provider extends AsyncDisposable {
  address: string;
  /** The engine network that a bottle's last leg joins to reach it. */
  network: string;
  /** Certificate (PEM) of the authority that signed what it shows. */
  caPem: string;
  records(): Promise<ProviderRecord[]>;
}
