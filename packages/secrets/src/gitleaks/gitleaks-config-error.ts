/** A gitleaks configuration that cannot be used. The message names file, rule and key, and quotes what is refused. */
export class GitleaksConfigError extends Error {
  override name = "GitleaksConfigError";
}
