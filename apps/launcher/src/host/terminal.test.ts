import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { deskWith } from "../testing/desk.ts";
import { type Ended, runProcess } from "../testing/process.ts";

const program = join(import.meta.dirname, "../testing/ask-main.ts");
const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

async function ask(...keys: string[]): Promise<Ended> {
  await using desk = await deskWith();
  return await runProcess(desk.root, [], { program, keys });
}

describe("questions on a real terminal", { timeout: 60_000 }, () => {
  test("F02 an open answer is shown, a hidden one arrives whole and is never shown", async () => {
    const { status, out } = await ask(
      "Open? ",
      "yes\r",
      "First: ",
      "canary-ünö\r",
      "Second: ",
      "canary-two\r",
    );
    expect(out).toContain("Open? yes");
    expect(out).toContain(`open=[yes] first=${digest("canary-ünö")} second=${digest("canary-two")}`);
    expect(out).not.toContain("canary");
    expect(status).toBe(0);
  });

  test("F02 what is corrected with backspace, or pasted with the next answer, is taken as meant and not shown", async () => {
    const { out } = await ask("Open? ", "nx\u007f\u007fyes\r", "First: ", "canary-onX\u007fe\rcanary-two\r");
    expect(out).toContain(`open=[yes] first=${digest("canary-one")} second=${digest("canary-two")}`);
    expect(out).not.toContain("canary");
  });

  test("Ctrl-C at a hidden question ends with 130 and shows nothing", async () => {
    const { status, out } = await ask("Open? ", "\r", "First: ", "canary\u0003");
    expect(status).toBe(130);
    expect(out).toContain("Interrupted at the question [interrupted]");
    expect(out).not.toContain("canary");
  });
});
