import type { AuthKind } from "./auth.ts";

/** `header:<Name>`: the credential is the header's whole value. */
export const header: AuthKind = {
  header: (argument) => argument,
  write: (credential) => credential,
  parts(credential) {
    const blank = credential.indexOf(" ");
    return blank === -1 ? [] : [credential.slice(blank + 1)];
  },
};
