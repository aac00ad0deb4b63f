import { z } from "zod";
import { BottleError } from "../errors.ts";

const LONGEST = 16 * 1024 * 1024;
const STDIN = "Standard input";

/** A JSON document held against its schema; `from` is what an error calls it. @throws {BottleError} `config-invalid` */
export function parseDocument<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  from: string,
): z.infer<Schema> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold a secret
    throw new BottleError("config-invalid", `${from} is not JSON`, { hint: "Send one whole JSON document" });
  }
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const what = z.prettifyError(result.error);
  throw new BottleError("config-invalid", `${from} does not have the expected form: ${what}`, {
    hint: "Correct the named keys",
  });
}

/** The one document that a service is given on its stdin, read to its end. @throws {BottleError} `config-invalid` */
export async function readDocument<Schema extends z.ZodType>(
  schema: Schema,
  stdin: AsyncIterable<Uint8Array>,
): Promise<z.infer<Schema>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LONGEST)
      throw new BottleError("config-invalid", `${STDIN} is longer than ${LONGEST} bytes`, {
        hint: "Send one document and close it",
      });
  }
  return parseDocument(schema, Buffer.concat(chunks).toString("utf8"), STDIN);
}
