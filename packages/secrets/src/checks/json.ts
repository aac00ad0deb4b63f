/** The JSON object that a base64 or base64url text holds, or null. */
export function decodedObject(text: string): Readonly<Record<string, unknown>> | null {
  return parsedObject(Buffer.from(text, "base64url").toString("utf8"));
}

export function parsedObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** An object as base64url, for samples. */
export function encodedObject(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
