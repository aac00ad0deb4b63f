import type { AuthKind } from "./auth.ts";

/** RFC 6750: `Authorization: Bearer <token>`. */
export const bearer: AuthKind = {
  header: () => "Authorization",
  write: (credential) => `Bearer ${credential}`,
  parts: () => [],
};
