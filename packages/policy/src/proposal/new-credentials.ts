import type { Route } from "@claude-bottle/manifest";

/** A credential that would go to a host where it does not go now. */
export interface NewCredential {
  host: string;
  /** Its reference. */
  reference: string;
  /** Another route has the reference already; otherwise the operator has to give it himself. */
  isKnown: boolean;
}

/** What routes would hand out besides what those in force do. */
export function newCredentials(proposed: readonly Route[], inForce: readonly Route[]): NewCredential[] {
  const references = new Set(inForce.map(({ auth }) => auth?.token_ref));
  return proposed.flatMap(({ host, auth }) => {
    if (auth === undefined) return [];
    const reference = auth.token_ref;
    if (inForce.some((route) => route.host === host && route.auth?.token_ref === reference)) return [];
    return [{ host, reference, isKnown: references.has(reference) }];
  });
}

/** True for what is read from the host's files or run there: only a manifest may name it first. */
export const isOfHost = (reference: string): boolean => /^(?:file|command):/.test(reference);
