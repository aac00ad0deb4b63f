import { audit } from "./audit.ts";
import { cleanup } from "./cleanup.ts";
import type { Command } from "./command.ts";
import { completion } from "./completion.ts";
import { dashboard } from "./dashboard.ts";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { edit } from "./edit.ts";
import { exec } from "./exec.ts";
import { explain } from "./explain.ts";
import { allowlist, routes } from "./file-in-force.ts";
import { info } from "./info.ts";
import { init } from "./init.ts";
import { list } from "./list.ts";
import { logs } from "./logs.ts";
import { migrate } from "./migrate.ts";
import { proposals } from "./proposals/index.ts";
import { resume } from "./resume.ts";
import { scan } from "./scan.ts";
import { schema } from "./schema.ts";
import { start } from "./start.ts";
import { stats } from "./stats.ts";
import { stop } from "./stop.ts";
import { suggest } from "./suggest.ts";
import { validate } from "./validate.ts";
import { waive } from "./waive.ts";

/** Every command there is, in the order in which help shows them. */
export const commands: readonly Command[] = [
  init,
  edit,
  start,
  resume,
  list,
  info,
  validate,
  explain,
  suggest,
  logs,
  stats,
  exec,
  proposals,
  routes,
  allowlist,
  audit,
  waive,
  stop,
  dashboard,
  cleanup,
  scan,
  doctor,
  migrate,
  schema,
  completion(() => commands),
  demo,
];
