import { isPlaceholder } from "./placeholder.ts";

const LEAST_PASSWORD = 6;

/** Whether base64 holds `user:password` as HTTP Basic has it (RFC 7617), and no placeholder. */
export function holdsBasicCredentials(base64: string): boolean {
  const text = Buffer.from(base64, "base64").toString("utf8");
  const colon = text.indexOf(":");
  const password = text.slice(colon + 1);
  return colon >= 0 && isPrintable(text) && password.length >= LEAST_PASSWORD && !isPlaceholder(password);
}

function isPrintable(text: string): boolean {
  return Buffer.from(text, "utf8").every((byte) => byte >= 0x20 && byte < 0x7f);
}
