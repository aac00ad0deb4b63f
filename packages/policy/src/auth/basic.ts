import { BottleError } from "@claude-bottle/shared";
import type { AuthKind } from "./auth.ts";

/** RFC 7617: `Authorization: Basic base64(user:password)`; the credential is `user:password`. */
export const basic: AuthKind = {
  header: () => "Authorization",
  write(credential) {
    if (!credential.includes(":"))
      throw new BottleError("config-invalid", "The credential of a Basic route has no colon", {
        hint: "Store it as user:password",
      });
    return `Basic ${Buffer.from(credential).toString("base64")}`;
  },
  parts: (credential) => [credential.slice(credential.indexOf(":") + 1)],
};
