import type { AuthKind } from "./auth.ts";

/** `Authorization: token <token>`, as forges take it. */
export const token: AuthKind = {
  header: () => "Authorization",
  write: (credential) => `token ${credential}`,
  parts: () => [],
};
