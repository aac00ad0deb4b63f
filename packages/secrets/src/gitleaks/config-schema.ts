import { z } from "zod";

/** What may be written, keys in lower case: gitleaks does not tell upper from lower in them. Anything else is refused by name. */

const allowlist = {
  description: z.string().optional(),
  condition: z.string().default(""),
  commits: z.array(z.string()).default([]),
  paths: z.array(z.string()).default([]),
  regextarget: z.string().default(""),
  regexes: z.array(z.string()).default([]),
  stopwords: z.array(z.string()).default([]),
};

const ruleAllowlistSchema = z.strictObject(allowlist);
const globalAllowlistSchema = z.strictObject({ ...allowlist, targetrules: z.array(z.string()).default([]) });

const requiredSchema = z.strictObject({
  id: z.string().default(""),
  withinlines: z.int().optional(),
  withincolumns: z.int().optional(),
});

const ruleSchema = z.strictObject({
  id: z.string().default(""),
  description: z.string().default(""),
  path: z.string().default(""),
  regex: z.string().default(""),
  secretgroup: z.int().nonnegative().default(0),
  entropy: z.number().default(0),
  keywords: z.array(z.string()).default([]),
  tags: z.array(z.string()).default([]),
  allowlist: ruleAllowlistSchema.optional(),
  allowlists: z.array(ruleAllowlistSchema).default([]),
  required: z.array(requiredSchema).default([]),
  skipreport: z.boolean().default(false),
});

const extendSchema = z.strictObject({
  path: z.string().default(""),
  usedefault: z.boolean().default(false),
  disabledrules: z.array(z.string()).default([]),
});

export const configSchema = z.strictObject({
  title: z.string().default(""),
  description: z.string().optional(),
  minversion: z.string().default(""),
  extend: extendSchema.prefault({}),
  rules: z.array(ruleSchema).default([]),
  allowlist: globalAllowlistSchema.optional(),
  allowlists: z.array(globalAllowlistSchema).default([]),
});

export type WrittenConfig = z.infer<typeof configSchema>;
export type WrittenRule = z.infer<typeof ruleSchema>;
export type WrittenAllowlist = z.infer<typeof ruleAllowlistSchema>;
export type WrittenExtend = z.infer<typeof extendSchema>;
