import { BottleError } from "@claude-bottle/shared";
import type { AuthKind, AuthKindId } from "./auth.ts";
import { basic } from "./basic.ts";
import { bearer } from "./bearer.ts";
import { header } from "./header.ts";
import { token } from "./token.ts";

/** Every scheme of a route's `auth`. A new one is a file of its own and a line here. */
const authKinds: { readonly [Id in AuthKindId]: AuthKind } = { Bearer: bearer, token, Basic: basic, header };

const byId: ReadonlyMap<string, AuthKind> = new Map(Object.entries(authKinds));

/** The kind of a manifest's `scheme`, and what follows its colon. @throws {BottleError} for a scheme that is not here. */
export function authKindOf(scheme: string): { kind: AuthKind; argument: string } {
  const [id = "", argument = ""] = scheme.split(":", 2);
  const kind = byId.get(id);
  if (kind === undefined)
    throw new BottleError("config-invalid", `Unknown auth scheme "${scheme}"`, {
      hint: `Use one of ${[...byId.keys()].join(", ")}`,
    });
  return { kind, argument };
}
