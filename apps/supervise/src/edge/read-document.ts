import { BottleError } from "@claude-bottle/shared";
import { superviseStdinSchema, type SuperviseStdin } from "@claude-bottle/shared/contracts";
import { z } from "zod";

const LONGEST = 4 * 1024 * 1024;

/** The one document on stdin, read to its end. @throws {BottleError} `config-invalid` */
export async function readDocument(stdin: AsyncIterable<Buffer>): Promise<SuperviseStdin> {
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
  } catch (cause) {
    throw new BottleError("config-invalid", "Standard input is not JSON", {
      hint: "Send one whole JSON document",
      cause,
    });
  }
  const result = superviseStdinSchema.safeParse(data);
  if (result.success) return result.data;
  throw new BottleError(
    "config-invalid",
    `Standard input does not have the expected form: ${z.prettifyError(result.error)}`,
    { hint: "Correct the named keys" },
  );
}
