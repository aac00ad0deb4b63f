import { cleanup } from "./cleanup.ts";
import type { Command } from "./command.ts";
import { dashboard } from "./dashboard.ts";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { exec } from "./exec.ts";
import { info } from "./info.ts";
import { list } from "./list.ts";
import { logs } from "./logs.ts";
import { migrate } from "./migrate.ts";
import { scan } from "./scan.ts";
import { schema } from "./schema.ts";
import { start } from "./start.ts";
import { stop } from "./stop.ts";
import { validate } from "./validate.ts";
import { waive } from "./waive.ts";

/** Every command there is, in the order in which help shows them. */
export const commands: readonly Command[] = [
  start,
  list,
  info,
  validate,
  logs,
  exec,
  dashboard,
  waive,
  stop,
  cleanup,
  scan,
  doctor,
  migrate,
  schema,
  demo,
];
