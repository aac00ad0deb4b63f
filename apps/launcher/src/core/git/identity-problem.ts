const ENCRYPTED_PEM = /^(?:Proc-Type: 4,ENCRYPTED|-----BEGIN ENCRYPTED PRIVATE KEY-----)$/m;
const OPENSSH = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END OPENSSH PRIVATE KEY-----/;
const MAGIC = "openssh-key-v1\0";

/** What keeps the text of a file from being a key that the gate can use by itself, and the way out; null: nothing. */
export function identityProblem(text: string): { what: string; fix: string } | null {
  if (/^(?:ssh|ecdsa|sk)-\S+ AAAA/.test(text))
    return { what: "is a public key", fix: "Name the private key, the file without .pub" };
  if (!/^-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----$/m.test(text))
    return { what: "is no private key", fix: "Name a private key as ssh-keygen writes it" };
  if (isEncrypted(text))
    return {
      what: "has a passphrase, which nobody could type in the gate",
      fix: "Make a deploy key for this bottle (ssh-keygen -t ed25519 -N '' -f <path>) and name it",
    };
  return null;
}

/** In OpenSSH's own form the name of the cipher follows the magic, behind its length. */
function isEncrypted(text: string): boolean {
  if (ENCRYPTED_PEM.test(text)) return true;
  const [, base64] = OPENSSH.exec(text) ?? [];
  if (base64 === undefined) return false;
  const head = Buffer.from(base64, "base64").toString("latin1");
  return head.startsWith(MAGIC) && !head.startsWith(`${MAGIC}\0\0\0\x04none`);
}
