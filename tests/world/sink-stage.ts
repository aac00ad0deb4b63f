import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createAuthority, createMinter } from "@claude-bottle/shared/x509";
import type { SinkOptions } from "./sink.ts";

/** The sink's program. */
export const SINK_PROGRAM = "sink-main.ts";

/** Writes a sink's program and what it runs from into a directory; the certificate (PEM) of the authority that signed what it shows. */
export async function stageSink(
  directory: string,
  { hosts, files = {} }: Pick<SinkOptions, "hosts" | "files">,
): Promise<string> {
  const authority = createAuthority({ commonName: "test upstreams", days: 2, now: new Date() });
  const minter = createMinter(authority);
  const certificates = Object.fromEntries(
    [...hosts, "sink.invalid"].map((host) => {
      const { certPem, keyPem } = minter.mint(host, new Date());
      return [host === "sink.invalid" ? "*" : host, { cert: certPem, key: keyPem }];
    }),
  );
  const encoded = Object.entries(files).map(([path, { type, data }]) => [
    path,
    { type, base64: Buffer.from(data).toString("base64") },
  ]);
  await copyFile(join(import.meta.dirname, SINK_PROGRAM), join(directory, SINK_PROGRAM));
  await writeFile(join(directory, "certificates.json"), JSON.stringify(certificates));
  await writeFile(join(directory, "files.json"), JSON.stringify(Object.fromEntries(encoded)));
  return authority.certPem;
}
