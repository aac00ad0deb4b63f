/** Shorter values are not searched for: they occur by chance, and a refusal would then name the wrong thing. */
export const SHORTEST_VALUE = 8;

const percent = (bytes: Buffer): string => bytes.toString("hex").replace(/../g, "%$&");
const lowerHex = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());
const unicode = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** What Go, PHP, .NET and Python write as `\uXXXX`. */
const UNSAFE_IN_JSON = [/[&<>]/g, /[&<>']/g, /[+&<>']/g, /[+&<>'=]/g, /[+&<>'=/]/g, /[^\x20-\x7e]/g];

/** Base64 of a value inside other data: without the characters that its neighbours share. */
function* base64(bytes: Buffer): Generator<string> {
  for (const before of [0, 1, 2]) {
    const first = Math.ceil((before * 8) / 6);
    const end = Math.floor(((before + bytes.length) * 8) / 6);
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    yield padded.toString("base64").slice(first, end);
    yield padded.toString("base64url").slice(first, end);
  }
}

function* escaped(value: string): Generator<string> {
  const json = JSON.stringify(value).slice(1, -1);
  yield json;
  yield json.replaceAll("/", "\\/");
  for (const unsafe of UNSAFE_IN_JSON) {
    const small = json.replace(unsafe, unicode);
    yield small;
    yield small.replace(/\\u[0-9a-f]{4}/g, (escape) => `\\u${escape.slice(2).toUpperCase()}`);
  }
  yield value.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
  yield value.replace(/[&<>"']/g, (char) => `&#x${char.charCodeAt(0).toString(16)};`);
  yield value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function* spell(value: string): Generator<string> {
  const bytes = Buffer.from(value);
  const component = encodeURIComponent(value.toWellFormed());
  const strict = component.replace(/[!'()*]/g, (char) => percent(Buffer.from(char)));
  yield value;
  for (const text of [component, strict, component.replaceAll("%20", "+")]) {
    yield text;
    yield lowerHex(text);
  }
  yield percent(bytes);
  yield percent(bytes).toUpperCase();
  yield bytes.toString("hex");
  yield bytes.toString("hex").toUpperCase();
  yield* escaped(value);
  yield bytes.toString("base64");
  yield bytes.toString("base64url");
  yield* base64(bytes);
}

/** Every usual spelling of a value, as bytes, each once; none for a value that is too short to search for. */
export function spellings(value: string): Buffer[] {
  const text = value.trim();
  if (Buffer.byteLength(text) < SHORTEST_VALUE) return [];
  return [...new Set(spell(text))].map((spelling) => Buffer.from(spelling));
}
