import { BottleError, Secret } from "@claude-bottle/shared";

/** Where references lead; each gives what it found and throws where it cannot. */
export interface TokenSources {
  variable(name: string): string | undefined;
  file(path: string): Promise<string>;
  command(text: string): Promise<string>;
}

/** A reference taken apart. */
export type TokenRef =
  | { kind: "variable"; name: string }
  | { kind: "file"; path: string }
  | { kind: "command"; text: string };

export function parseTokenRef(reference: string): TokenRef {
  if (reference.startsWith("file:")) return { kind: "file", path: reference.slice("file:".length) };
  if (reference.startsWith("command:")) return { kind: "command", text: reference.slice("command:".length) };
  return { kind: "variable", name: reference };
}

/** The value of each slot, in order; throws naming the first reference that gives none. */
export async function resolveTokens(slots: readonly string[], sources: TokenSources): Promise<Secret[]> {
  const values: Secret[] = [];
  for (const reference of slots) values.push(new Secret(reference, await resolve(reference, sources)));
  return values;
}

async function resolve(reference: string, sources: TokenSources): Promise<string> {
  const ref = parseTokenRef(reference);
  const found = await read(ref, sources).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw missing(reference, why, cause);
  });
  const value = found?.replace(/\r?\n$/, "") ?? "";
  if (value === "") throw missing(reference, found === undefined ? "it is not set" : "it is empty");
  if (/[\r\n\0]/.test(value)) throw missing(reference, "it has more than one line");
  return value;
}

async function read(ref: TokenRef, sources: TokenSources): Promise<string | undefined> {
  if (ref.kind === "variable") return sources.variable(ref.name);
  return ref.kind === "file" ? await sources.file(ref.path) : await sources.command(ref.text);
}

const mends: Record<TokenRef["kind"], string> = {
  variable: "Export the variable before the start",
  file: "Write the token into the file, on one line",
  command: "Run the command by hand and mend it; its standard output is the token",
};

function missing(reference: string, why: string, cause?: unknown): BottleError {
  return new BottleError("token-missing", `No credential came from "${reference}": ${why}`, {
    hint: mends[parseTokenRef(reference).kind],
    ...(cause === undefined ? {} : { cause }),
  });
}
