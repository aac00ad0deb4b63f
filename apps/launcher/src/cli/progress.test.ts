import { describe, expect, test } from "vitest";
import { liveProgress, plainProgress } from "./progress.ts";

function view(): {
  text: () => string;
  view: Parameters<typeof liveProgress>[0];
  pass: (ms: number) => void;
} {
  let text = "";
  let now = 0;
  return {
    text: () => text,
    pass: (ms) => void (now += ms),
    view: { write: (more) => void (text += more), now: () => new Date(now), columns: () => 30 },
  };
}

/** What a terminal would show of this text. */
function screen(text: string): string[] {
  const lines: string[] = [];
  for (const piece of text.replaceAll("\u001b[1A\u001b[2K", "\n<up>\n").split("\n")) {
    if (piece === "<up>") lines.pop();
    else if (piece !== "") lines.push(piece);
  }
  return lines;
}

describe("progress", () => {
  test("in a pipe each step is a line when it begins, and nothing is redrawn", () => {
    const { view: plain, text } = view();
    using progress = plainProgress(plain);
    progress.report({ kind: "begin", step: "Build the image" });
    progress.report({ kind: "detail", step: "Build the image", text: "layer 1" });
    progress.report({ kind: "done", step: "Build the image" });
    progress.report({ kind: "notice", text: "A notice" });
    expect(text()).toBe("Build the image\nA notice\n");
  });

  test("on a terminal running steps are redrawn below what is done, cut to the width", () => {
    const { view: live, text, pass } = view();
    using progress = liveProgress(live);
    progress.report({ kind: "begin", step: "Build" });
    progress.report({
      kind: "detail",
      step: "Build",
      text: "\u001b[2Ja very long line of the build's output",
    });
    progress.report({ kind: "begin", step: "Start" });
    expect(screen(text())).toEqual(["⠋ Build  \ufffd[2Ja very long line", "⠋ Start"]);
    pass(1440);
    progress.report({ kind: "done", step: "Build" });
    progress.report({ kind: "notice", text: "A notice" });
    expect(screen(text())).toEqual(["✓ Build  1.4 s", "A notice", "⠋ Start"]);
  });

  test("what still runs is taken off the screen at the end", () => {
    const { view: live, text } = view();
    const progress = liveProgress(live);
    progress.report({ kind: "begin", step: "Start" });
    progress[Symbol.dispose]();
    expect(screen(text())).toEqual([]);
  });
});
