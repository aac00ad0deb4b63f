import { IDENTITY_LABEL } from "@claude-bottle/shared";
import type { Plan } from "../../core/plan.ts";

const AGENT = "claude-bottle.agent";
const BOTTLE = "claude-bottle.bottle";
const CWD = "claude-bottle.cwd";
const STARTED = "claude-bottle.started";
const PART = "claude-bottle.part";

/** What every resource of a bottle carries. */
export function identityLabels(plan: Plan): Record<string, string> {
  return { [IDENTITY_LABEL]: plan.identity };
}

/** What its containers carry besides: enough to list a bottle without asking anybody else. */
export function containerLabels(plan: Plan, part: string): Record<string, string> {
  return {
    ...identityLabels(plan),
    [PART]: part,
    [AGENT]: plan.agent,
    [BOTTLE]: plan.bottle,
    [CWD]: plan.cwd,
    [STARTED]: plan.startedAt,
  };
}

export interface LabelledFacts {
  identity: string;
  part: string;
  agent: string;
  bottle: string;
  cwd: string;
  startedAt: string;
}

export function readLabels(labels: Readonly<Record<string, string>>): LabelledFacts {
  const of = (name: string): string => labels[name] ?? "";
  return {
    identity: of(IDENTITY_LABEL),
    part: of(PART),
    agent: of(AGENT),
    bottle: of(BOTTLE),
    cwd: of(CWD),
    startedAt: of(STARTED),
  };
}
