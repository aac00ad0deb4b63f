import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entropy } from "../../config-scan/entropy.ts";
import { ConfigScanner } from "../../config-scan/config-scanner.ts";
import { loadConfig } from "../../gitleaks/load-config.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { genericConfig, genericRules } from "./generic-config.ts";
import { servicesAToF } from "./services-a-to-f.ts";
import { servicesGToM } from "./services-g-to-m.ts";
import { servicesNToZ } from "./services-n-to-z.ts";

const { config, warnings } = loadConfig({ path: "generic.toml", text: genericConfig });
const scanner = new ConfigScanner(config);
const random = seededRandom(1);
const ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function idsIn(text: string): string[] {
  const result = scanner.scan(Buffer.from(text));
  if (result.kind === "over budget") throw new Error(result.reason);
  return result.detections.map(({ ruleId }) => ruleId);
}

/** How languages and formats write that a value belongs to a name. */
const FORMS: readonly ((name: string, value: string) => string)[] = [
  (name, value) => `${name}_key = "${value}"\n`,
  (name, value) => `${name}Token: '${value}',\n`,
  (name, value) => `export ${name.toUpperCase()}_API_TOKEN=${value}\n`,
  (name, value) => `{"${name}_secret": "${value}"}`,
  (name, value) => `  "${name}Key" => "${value}"\n`,
  (name, value) => `var ${name}Token string = \`${value}\`\n`,
  (name, value) => `<${name}Token>\n    ${value}\n</${name}Token>\n`,
  (name, value) => `System.setProperty("${name.toUpperCase()}_TOKEN", "${value}")\n`,
];

const services = [...servicesAToF, ...servicesGToM, ...servicesNToZ];

describe("the generic configuration", () => {
  test("is one that gitleaks would load, without warnings", () => {
    expect(warnings).toEqual([]);
    expect(config.rules.size).toBe(genericRules.length);
    for (const { id, keywords } of genericRules) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(keywords.length).toBeGreaterThan(0);
    }
  });

  test.for(services)("finds values of %s by the name they are assigned to", ([, near, ...values]) => {
    for (const [index, value] of values.entries()) {
      const varied = fc
        .stringMatching(new RegExp(`^(?:${value})$`))
        .filter((text) => entropy(Buffer.from(text)) > 2.5);
      const samples = fc.sample(varied, { numRuns: 4, seed: 7 + index });
      for (const name of near) {
        const texts = samples.flatMap((sample) => FORMS.map((form) => form(name, sample)));
        expect(texts.filter((text) => idsIn(text).length === 0)).toEqual([]);
      }
    }
  });

  test("finds a value of high entropy whose name calls it a secret, whatever the service", () => {
    for (const name of ["secret", "access_token", "API_KEY", "dbPassword", "client-secret", "creds"]) {
      for (const form of FORMS) expect(idsIn(form(name, random.text(ALNUM, 32)))).not.toEqual([]);
    }
  });

  test.for([
    "password: ${DB_PASSWORD}",
    'const token = "your-token-goes-here-please";',
    'public_key = "9fQ2kd83LsPw0Zm4TyXc7VbNhRgJ5"',
    "tokenFile: /var/run/secrets/kubernetes.io/token",
    "secretName: registry-credentials-production",
    "if token.Kind == token.LeftParenthesis { return parser.ParseExpression(token) }",
    "token := scanner.NextTokenAfter(position0815)",
    "api_key = os.environ['SERVICE_API_KEY']",
    "GITHUB_TOKEN: ${{ secrets.GITHUB_TOKEN }}",
    "integrity sha512-aaaabbbbccccdddd",
    "keyboardShortcut = 'Ctrl+Shift+Alt+K'",
  ])("leaves alone: %s", (text) => expect(idsIn(text)).toEqual([]));

  test("stays within its budget on all of its keywords, shuffled", () => {
    const keywords = genericRules.flatMap((rule) => rule.keywords);
    const pieces = Array.from({ length: 20_000 }, () => {
      const keyword = keywords[random.integer(0, keywords.length - 1)] ?? "";
      return `${keyword}${random.text("=:\"' \n._-", 2)}${random.text(ALNUM, random.integer(0, 8))}`;
    });
    const text = Buffer.from(pieces.join(""));
    expect(scanner.scan(text).kind).toBe("scanned");
    expect(scanner.steps).toBeLessThan(128 * text.length);
  });
});
