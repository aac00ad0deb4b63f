import {
  egressConfigSchema,
  egressStdinSchema,
  type EgressConfig,
  type EgressStdin,
} from "@claude-bottle/policy";
import { BottleError } from "@claude-bottle/shared";
import { z } from "zod";

const LONGEST = 16 * 1024 * 1024;

function parse<Schema extends z.ZodType>(schema: Schema, text: string, from: string): z.infer<Schema> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold a secret.
    throw new BottleError("config-invalid", `${from} is not JSON`, { hint: "Send one whole JSON document" });
  }
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  throw new BottleError(
    "config-invalid",
    `${from} does not have the expected form: ${z.prettifyError(result.error)}`,
    {
      hint: "Correct the named keys",
    },
  );
}

/** @throws {BottleError} `config-invalid` */
export const parseConfig = (text: string, from: string): EgressConfig =>
  parse(egressConfigSchema, text, from);

/** The one document on stdin, read to its end. @throws {BottleError} `config-invalid` */
export async function readStdin(stdin: AsyncIterable<Buffer>): Promise<EgressStdin> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LONGEST)
      throw new BottleError("config-invalid", `Standard input is longer than ${LONGEST} bytes`);
  }
  return parse(egressStdinSchema, Buffer.concat(chunks).toString("utf8"), "Standard input");
}
