import { seededRandom } from "@claude-bottle/secrets/testing";

const random = seededRandom(20_260_422);
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const BASE62 = `${LETTERS}${LETTERS.toUpperCase()}0123456789`;
const HEX = "0123456789abcdef";

const many = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join("");
const oneOf = (words: readonly string[]): string => words[random.integer(0, words.length - 1)] ?? "";
const noise = (bytes: number): Buffer =>
  Buffer.from(Array.from({ length: bytes }, () => random.integer(0, 255)));
const hash = (length: number): string => random.text(HEX, length);

const words =
  "token secret password deploy key access client config secretAccessKey apiKey user bearer".split(" ");
const name = (): string => `${oneOf(words)}${oneOf(["", "Id", "Value", "_ref", "-name"])}`;

const code = (index: number): string =>
  oneOf([
    `const ${oneOf(words)}${index} = process.env.${oneOf(words).toUpperCase()}_${index} ?? "sk-ant-placeholder";\n`,
    `  headers: { authorization: \`Bearer \${${oneOf(words)}}\`, "x-api-key": "<your-key>" },\n`,
    `export GITHUB_TOKEN=ghp_${"x".repeat(36)} # ghp_..., github_pat_..., npm_...\n`,
    `  expect(mask("AKIAIOSFODNN7EXAMPLE")).toBe("AKIA****************");\n`,
    `import { ${name()} as sk_${index}, key_${index} } from "./api-${index}/sdk-${hash(8)}.ts";\n`,
    `const pattern = /(?:ghp|gho)_[0-9a-zA-Z]{36}|xox[bp]-\\d{10,13}|AIza[\\w-]{35}/;\n`,
    `DATABASE_URL=postgres://app:secret@localhost:5432/app_${index}\n`,
    `-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----\n`,
    `if (${name()}.startsWith("hf_") || ${name()}.includes("T3BlbkFJ")) return pat.test(st.key_${index});\n`,
  ]);

const diff = (index: number): string =>
  `diff --git a/src/f${index}.ts b/src/f${index}.ts\nindex ${hash(10)}..${hash(10)} 100644\n` +
  `@@ -1,3 +1,3 @@\n-${code(index)}+${code(index + 1)}`;

const locked = (index: number): string =>
  `    "node_modules/${random.text(LETTERS, 8)}": {\n      "version": "1.${index}.0",\n` +
  `      "resolved": "https://registry.npmjs.org/${random.text(LETTERS, 8)}/-/x-1.${index}.0.tgz",\n` +
  `      "integrity": "sha512-${noise(64).toString("base64")}"\n    },\n`;

const sum = (index: number): string =>
  `github.com/${random.text(LETTERS, 6)}/mod v0.${index}.0 h1:${noise(32).toString("base64")}\n`;

const uuid = (): string => `${hash(8)}-${hash(4)}-4${hash(3)}-a${hash(3)}-${hash(12)}\n`;

const jwt = (index: number): string =>
  [
    { alg: "HS256", typ: "JWT" },
    { sub: String(index), name: "John Doe" },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .concat(random.text(BASE62, 43))
    .join(".");

/** Bodies of ordinary work, made from a seed: none of them may be refused. */
export const ordinaryBodies: Readonly<Record<string, string>> = {
  "source code": many(3000, code),
  "a conversation with code": JSON.stringify({
    model: "claude",
    messages: Array.from({ length: 200 }, (_, index) => ({ role: "user", content: many(10, () => code(index)) })),
  }),
  "diffs in JSON": JSON.stringify({ body: many(500, diff) }),
  "package-lock.json": `{\n${many(800, locked)}}`,
  "go.sum": many(1500, sum),
  "a word list": many(8000, (index) => `deploy-key-${index.toString(36)} ${oneOf(words)}-${random.text("0123456789", 6)}\n`),
  "a list of numbered keys": many(2000, (index) => `deploy-key-0${index} key-${index}-${index + 1} deploy-key-01234567\n`),
  identifiers: many(3000, uuid),
  "an image in base64": JSON.stringify({ type: "image", data: noise(400_000).toString("base64") }),
  "an image in wrapped base64": noise(200_000).toString("base64").replace(/.{76}/g, "$&\n"),
  "an image as a data URL": `<img src="data:image/png;base64,${noise(100_000).toString("base64url")}">`,
  "a hex dump": noise(60_000).toString("hex").replace(/.{4}/g, "$& ").replace(/.{40}/g, "$&\n"),
  "code on one line": many(4000, (index) => `${random.text(LETTERS, 2)}.${random.text(BASE62, 3)}=${index};key_${random.text(BASE62, 4)}(`),
  numbers: many(20_000, () => `${random.integer(0, 1_000_000_000)},${random.integer(0, 99)}\n`),
  "a certificate": `-----BEGIN CERTIFICATE-----\n${noise(1200).toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
  "documents about tokens": many(300, (index) => `A token such as \`${jwt(index)}\` or \`npm_${"0".repeat(36)}\`, key ${hash(40)}.\n`),
  "escapes of another script": JSON.stringify({ text: many(5000, () => `\\u${hash(4)}%${hash(2)}&#${random.integer(32, 9999)};`) }),
}; // prettier-ignore
