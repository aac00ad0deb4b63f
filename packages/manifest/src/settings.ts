import { z } from "zod";
import { check } from "./check.ts";
import { hostSchema } from "./egress.ts";
import { hostPathSchema } from "./host-path.ts";
import { readJson } from "./json-source.ts";
import { problemsError } from "./problem.ts";
import { quote } from "./quote.ts";
import { listSection, mapSection } from "./section.ts";

const ip = z.union([z.ipv4(), z.ipv6()]);

/** `192.0.2.1`, `192.0.2.1:8443`, `2001:db8::1` or `[2001:db8::1]:8443`. */
function isAddress(text: string): boolean {
  if (ip.safeParse(text).success) return true;
  const [, six, four, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const fits = six === undefined ? z.ipv4().safeParse(four).success : z.ipv6().safeParse(six).success;
  return fits && Number(port) >= 1 && Number(port) <= 65_535;
}

/**
 * The operator's own `settings.json`. It is apart from the manifest because only the operator, never a bottle,
 * may name addresses that are not public, roots to trust and a network of the engine.
 */
export const settingsSchema = z.strictObject({
  extra_ca: listSection(hostPathSchema).describe(
    "PEM files with further roots that the last leg trusts, e.g. of private services; absolute paths, or `~/…`",
  ),
  private_hosts: mapSection(
    z.record(hostSchema, z.string().refine(isAddress, "expected an IP address, or one with a port")),
  ).describe("Host name → `ip` or `ip:port`: the only names that may lead to addresses that are not public"),
  docker: mapSection(
    z.strictObject({
      join_network: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "expected the name of an engine network")
        .optional()
        .describe("An existing engine network that the last leg joins too"),
    }),
  ).describe("For the Docker backend only"),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Reads `settings.json`; throws `settings-invalid` with every problem and its line. */
export function readSettings(path: string, text: string): Settings {
  const { value, problems } = check(settingsSchema, readJson(path, text));
  if (value === null)
    throw problemsError("settings-invalid", `Cannot use the settings ${quote(path)}`, problems);
  return value;
}
