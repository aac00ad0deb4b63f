import { hostSchema } from "@claude-bottle/manifest/egress";

const URL_FORM = /^https?:\/\/([^/?#\\@\s]+)(?:[/?#]\S*)?$/i;

/**
 * The one host that approving a failed URL opens; null: it is no http or https URL, or its host is not one that an
 * allowlist can name. Userinfo, backslashes and anything else that readers of URLs disagree about are refused.
 */
export function failedHost(url: string): string | null {
  const [, authority = ""] = URL_FORM.exec(url) ?? [];
  const [, name = ""] = /^([^:[\]]+)(?::\d{1,5})?$/.exec(authority) ?? [];
  return hostSchema.safeParse(name.replace(/\.$/, "")).data ?? null;
}
