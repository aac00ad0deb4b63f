import { printable } from "../core/printable.ts";
import type { Progress, Report } from "../backend/backend.ts";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const REDRAW_MS = 100;
const ERASE_LINE_ABOVE = "\u001b[1A\u001b[2K";

export interface ProgressView extends Disposable {
  report: Report;
}

interface View {
  write: (text: string) => void;
  now: () => Date;
  columns: () => number;
}

interface Step {
  startedAt: number;
  detail: string;
}

/** `1.4 s` */
function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** One plain line per step when it begins: for pipes and logs, where the last line says what is being waited for. */
export function plainProgress({ write }: Pick<View, "write">): ProgressView {
  return {
    report(progress) {
      if (progress.kind === "begin") write(`${progress.step}\n`);
      if (progress.kind === "notice") write(`${progress.text}\n`);
    },
    [Symbol.dispose]: () => {},
  };
}

/** A line per running step, redrawn in place; what is done stays above it. */
export function liveProgress({ write, now, columns }: View): ProgressView {
  const steps = new Map<string, Step>();
  let drawn = 0;
  let frame = 0;
  const draw = (settled = ""): void => {
    const lines = [...steps].map(([step, { detail }]) => {
      const line = `${FRAMES[frame % FRAMES.length]} ${step}${detail === "" ? "" : `  ${detail}`}`;
      return `${line.slice(0, Math.max(columns() - 1, 1))}\n`;
    });
    write(`${ERASE_LINE_ABOVE.repeat(drawn)}${settled}${lines.join("")}`);
    drawn = lines.length;
  };
  const timer = setInterval(() => {
    frame += 1;
    if (steps.size > 0) draw();
  }, REDRAW_MS);
  timer.unref();
  return {
    report(progress) {
      const settled = settle(steps, progress, now().getTime());
      // A build says much; its words wait for the next frame.
      if (progress.kind !== "detail") draw(settled);
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      steps.clear();
      draw();
    },
  };
}

/** Takes the news into the running steps; gives the line that stays. */
function settle(steps: Map<string, Step>, progress: Progress, at: number): string {
  switch (progress.kind) {
    case "begin":
      steps.set(progress.step, { startedAt: at, detail: "" });
      return "";
    case "detail": {
      const step = steps.get(progress.step);
      if (step !== undefined) step.detail = printable(progress.text.replaceAll(/\s+/g, " ")).trim();
      return "";
    }
    case "done": {
      const startedAt = steps.get(progress.step)?.startedAt ?? at;
      steps.delete(progress.step);
      return `✓ ${progress.step}  ${seconds(at - startedAt)}\n`;
    }
    case "notice":
      return `${progress.text}\n`;
  }
}
