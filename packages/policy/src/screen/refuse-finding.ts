import type { Authority } from "../authority.ts";
import { refuse, type Refusal } from "../refusal.ts";
import type { Finding } from "./finding.ts";

/** Its clients show a 403 as "log in", so what must not leave is refused there with 451. */
const MODEL_API = "api.anthropic.com";

const article = (noun: string): string => (/^[AEIO]/i.test(noun) ? `an ${noun}` : `a ${noun}`);

/** How a finding is told; 451 on the model API. */
export function refuseFinding(plan: { authority: Authority }, { rule, name }: Finding): Refusal {
  const { host } = plan.authority;
  const status = host === MODEL_API ? 451 : 403;
  if (rule === "known-value")
    return refuse(rule, {
      what: `the request to ${host} holds the value of ${name}, which must not leave the bottle`,
      fix: "Take the value out of the request; a credential belongs into a route of the bottle, which puts it in by itself",
      status,
    });
  return refuse(rule, {
    what: `${article(name)} was about to be sent to ${host}, which it does not belong to`,
    fix: "Take it out of the request, or write a placeholder instead; a credential that the host needs belongs into a route of the bottle",
    status,
  });
}
