/** A well-formed public key that nobody has the private half of. */
export function hostKeyOf(type: "ssh-ed25519" | "ssh-rsa" | "ecdsa-sha2-nistp256", fill = 7): string {
  const fields = {
    "ssh-ed25519": [Buffer.alloc(32, fill)],
    "ssh-rsa": [Buffer.of(1, 0, 1), Buffer.alloc(256, fill)],
    "ecdsa-sha2-nistp256": [Buffer.from("nistp256"), Buffer.from([4, ...Buffer.alloc(64, fill)])],
  };
  return `${type} ${wireForm(type, fields[type])}`;
}

/** Fields behind their lengths, in base64. */
export function wireForm(type: string, fields: readonly Uint8Array[]): string {
  const parts = [Buffer.from(type), ...fields].flatMap((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return [length, Buffer.from(field)];
  });
  return Buffer.concat(parts).toString("base64");
}
