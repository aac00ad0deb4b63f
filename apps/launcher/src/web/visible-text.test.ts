import { join } from "node:path";
import { markUnseen } from "@claude-bottle/shared";
import { expect, test } from "vitest";

/** What the page itself uses; it is no module of this program. */
interface VisibleText {
  visiblePlain(text: string): string;
}

test("F48 the page marks exactly the characters that a terminal would be shown marked", async () => {
  const page: VisibleText = await import(join(import.meta.dirname, "page/visible-text.js"));
  const differing: string[] = [];
  for (let point = 0; point <= 0x10_ffff; point += 1) {
    const character = String.fromCodePoint(point);
    if ((page.visiblePlain(character) === character) !== (markUnseen(character, "") === character))
      differing.push(point.toString(16));
  }
  expect(differing).toEqual([]);
});
