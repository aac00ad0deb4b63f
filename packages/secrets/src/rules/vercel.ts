import { BASE64URL } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

export const vercel: readonly NativeRule[] = [
  serviceToken("vercel-token", "Vercel token", {
    source: "https://vercel.com/docs/sign-in-with-vercel/tokens",
    domains: ["vercel.com", "vercel.app"],
    literals: ["vcp_", "vci_", "vca_", "vcr_", "vck_"],
    body: [run(BASE64URL, 56)],
  }),
];
