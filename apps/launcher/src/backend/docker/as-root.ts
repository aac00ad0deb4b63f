import type { ExecSpec } from "./engine-words.ts";

/** What root runs in an agent. The image's own search path may begin with directories that the agent writes to. */
export const asRoot = {
  user: "0:0",
  environment: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
  tty: false,
} as const satisfies Partial<ExecSpec>;
