import { gateStdinSchema, type GateStdin } from "@claude-bottle/policy";
import { BottleError } from "@claude-bottle/shared";
import { z } from "zod";

const LONGEST = 16 * 1024 * 1024;

/** The one document on stdin, read to its end. @throws {BottleError} `config-invalid` */
export async function readDocument(stdin: AsyncIterable<Buffer>): Promise<GateStdin> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LONGEST)
      throw new BottleError("config-invalid", `Standard input is longer than ${LONGEST} bytes`);
  }
  let data: unknown;
  try {
    data = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    // The parser's own message quotes the text, which holds secrets
    throw new BottleError("config-invalid", "Standard input is not JSON", {
      hint: "Send one whole JSON document",
    });
  }
  const result = gateStdinSchema.safeParse(data);
  if (result.success) return result.data;
  throw new BottleError(
    "config-invalid",
    `Standard input does not have the expected form: ${z.prettifyError(result.error)}`,
    { hint: "Correct the named keys" },
  );
}
