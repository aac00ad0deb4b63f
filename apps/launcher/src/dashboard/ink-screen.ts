import { setImmediate as turn } from "node:timers/promises";
import {
  Box,
  type Key,
  render,
  type SuspendTerminal,
  Text,
  type TextProps,
  useApp,
  useInput,
  usePaste,
  useWindowSize,
} from "ink";
import { createElement, type ReactNode, useEffect, useReducer } from "react";
import type { Row, Tone } from "../core/dashboard/row.ts";
import { keyEvents } from "./key-events.ts";
import type { Screen, ScreenOptions } from "./screen.ts";

const looks: Readonly<Record<Tone, TextProps>> = {
  plain: {},
  title: { bold: true },
  dim: { dimColor: true },
  selected: { inverse: true },
  key: { bold: true },
  added: { color: "green" },
  removed: { color: "red" },
  hunk: { color: "cyan" },
  warning: { color: "yellow" },
  good: { color: "green" },
  bad: { color: "red", bold: true },
};

/** What the mounted screen can be told. */
interface Handle {
  refresh(): void;
  suspend: SuspendTerminal | null;
}

/** Takes the terminal over: its other screen, its keys, its size. All of it is given back on close, error and exit. */
export function openInkScreen(options: ScreenOptions): Screen {
  const handle: Handle = { refresh: () => undefined, suspend: null };
  const instance = render(createElement(Frame, { options, handle }), {
    alternateScreen: true,
    exitOnCtrlC: false,
    // Whoever calls has made sure that there is a terminal; a CI that offers one is as good as any
    interactive: true,
    patchConsole: false,
  });
  const closed = instance.waitUntilExit().then(() => undefined);
  return {
    refresh: () => handle.refresh(),
    async lend(work) {
      if (handle.suspend === null) throw new Error("The screen is not open");
      await using _suspended = await handle.suspend();
      await stopReading(process.stdin);
      return await work();
    },
    closed,
    async [Symbol.asyncDispose]() {
      instance.unmount();
      await closed.catch(() => undefined);
    },
  };
}

/**
 * Node goes on reading a terminal whose last listener has left, and takes keys from whoever has it then. It stops at
 * `pause`, which it heeds a turn after the listener left, and carries out a turn later.
 */
async function stopReading(stdin: NodeJS.ReadStream): Promise<void> {
  await turn();
  stdin.pause();
  await turn();
}

function Frame({ options, handle }: { options: ScreenOptions; handle: Handle }): ReactNode {
  const size = useWindowSize();
  const [, refresh] = useReducer((count: number) => count + 1, 0);
  const { suspendTerminal } = useApp();
  useEffect(() => {
    handle.refresh = refresh;
    handle.suspend = suspendTerminal;
  }, [handle, suspendTerminal]);
  useEffect(() => {
    options.hear({ type: "resize", size: { columns: size.columns, rows: size.rows } });
  }, [options, size.columns, size.rows]);
  useInput((input: string, key: Key) => {
    for (const event of keyEvents(input, key)) options.hear(event);
  });
  usePaste((text) => options.hear({ type: "paste", text }));
  const lines = options.paint(size).map((row, index) => line(row, index, options.colour));
  return createElement(
    Box,
    { flexDirection: "column", width: size.columns, height: size.rows, overflow: "hidden" },
    lines,
  );
}

function line(row: Row, index: number, colour: boolean): ReactNode {
  const spans = row.map(({ text, tone }, place) => {
    const { color, ...look } = looks[tone];
    return createElement(
      Text,
      { key: place, ...look, ...(colour && color !== undefined ? { color } : {}) },
      text,
    );
  });
  return createElement(
    Box,
    { key: index, height: 1, flexShrink: 0 },
    createElement(Text, { wrap: "truncate" }, spans),
  );
}
