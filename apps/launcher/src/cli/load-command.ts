import type { Command } from "./command.ts";

/** Every command there is, in the order in which help shows them; none waits for what another one needs. */
const loaders = {
  init: async () => (await import("./init.ts")).init,
  edit: async () => (await import("./edit.ts")).edit,
  start: async () => (await import("./start.ts")).start,
  resume: async () => (await import("./resume.ts")).resume,
  list: async () => (await import("./list.ts")).list,
  info: async () => (await import("./info.ts")).info,
  validate: async () => (await import("./validate.ts")).validate,
  explain: async () => (await import("./explain.ts")).explain,
  suggest: async () => (await import("./suggest.ts")).suggest,
  logs: async () => (await import("./logs.ts")).logs,
  stats: async () => (await import("./stats.ts")).stats,
  exec: async () => (await import("./exec.ts")).exec,
  proposals: async () => (await import("./proposals/index.ts")).proposals,
  routes: async () => (await import("./file-in-force.ts")).routes,
  allowlist: async () => (await import("./file-in-force.ts")).allowlist,
  audit: async () => (await import("./audit.ts")).audit,
  waive: async () => (await import("./waive.ts")).waive,
  stop: async () => (await import("./stop.ts")).stop,
  dashboard: async () => (await import("./dashboard.ts")).dashboard,
  cleanup: async () => (await import("./cleanup.ts")).cleanup,
  scan: async () => (await import("./scan.ts")).scan,
  doctor: async () => (await import("./doctor.ts")).doctor,
  migrate: async () => (await import("./migrate.ts")).migrate,
  schema: async () => (await import("./schema.ts")).schema,
  completion: async () => (await import("./completion.ts")).completion(loadCommands),
  demo: async () => (await import("./demo.ts")).demo,
} as const satisfies Record<string, () => Promise<Command>>;

const isCommand = (name: string): name is keyof typeof loaders => Object.hasOwn(loaders, name);

export const commandNames: readonly string[] = Object.keys(loaders);

/** Null: there is no such command. */
export async function loadCommand(name: string): Promise<Command | null> {
  return isCommand(name) ? await loaders[name]() : null;
}

export async function loadCommands(): Promise<readonly Command[]> {
  return await Promise.all(Object.values(loaders).map((load): Promise<Command> => load()));
}
