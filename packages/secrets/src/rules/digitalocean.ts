import { LOWER_HEX } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

export const digitalOcean: readonly NativeRule[] = [
  serviceToken("digitalocean-token", "DigitalOcean token", {
    source: "https://docs.digitalocean.com/reference/api/create-personal-access-token/",
    domains: ["digitalocean.com"],
    literals: ["dop_v1_", "doo_v1_", "dor_v1_"],
    body: [run(LOWER_HEX, 64)],
  }),
];
