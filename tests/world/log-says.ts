import { once } from "node:events";
import type { World } from "./world.ts";

/** Follows the log of one service of a bottle until this line has come; what it said until then. */
export async function logSays(
  world: World,
  { identity, service }: { identity: string; service: string },
  line: RegExp,
): Promise<string> {
  const child = world.spawn(["logs", identity, service, "--follow"]);
  const closed = once(child, "close");
  let text = "";
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (line.test(text)) break;
  }
  child.kill("SIGINT");
  await closed;
  if (!line.test(text)) throw new Error(`the log of ${service} does not say ${String(line)}: ${text}`);
  return text;
}
