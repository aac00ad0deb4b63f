/** How one scheme writes a credential into a header. */
export interface AuthKind {
  /** Name of the header; `argument` is what follows the colon in the manifest, if anything. */
  header(argument: string): string;
  /** Value of the header; @throws {BottleError} when the credential does not fit the scheme. */
  write(credential: string): string;
  /** What an echo may show of the credential besides the credential itself. */
  parts(credential: string): string[];
}

export type AuthKindId = "Bearer" | "token" | "Basic" | "header";
