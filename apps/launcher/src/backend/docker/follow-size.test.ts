import { expect, test } from "vitest";
import { followSize } from "./follow-size.ts";

interface Size {
  columns: number;
  rows: number;
}

const settled = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

/** A terminal to be resized, and an engine that answers each resize when it is told to. */
function world() {
  let size: Size = { columns: 100, rows: 40 };
  const listeners = new Set<() => void>();
  const asked: { size: Size; answer: PromiseWithResolvers<void> }[] = [];
  return {
    asked,
    listeners,
    resizeTo: (next: Size) => {
      size = next;
      for (const listener of listeners) listener();
    },
    engine: {
      resize: async (wanted: Size): Promise<void> => {
        const answer = Promise.withResolvers<void>();
        asked.push({ size: wanted, answer });
        await answer.promise;
      },
    },
    terminal: {
      size: () => size,
      onResize(listener: () => void) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
  };
}

test("F61 the engine is asked for one size at a time, and last for the last one", async () => {
  const { asked, resizeTo, engine, terminal } = world();
  followSize(engine, terminal);
  resizeTo({ columns: 80, rows: 30 });
  resizeTo({ columns: 70, rows: 25 });
  await settled();
  expect(asked.map(({ size }) => size)).toEqual([{ columns: 100, rows: 40 }]);
  asked[0]?.answer.resolve();
  await settled();
  expect(asked.map(({ size }) => size.columns)).toEqual([100, 70]);
  asked[1]?.answer.resolve();
  await settled();
  expect(asked).toHaveLength(2);
});

test("a resize that the engine refuses does not keep the next one back", async () => {
  const { asked, resizeTo, engine, terminal } = world();
  followSize(engine, terminal);
  asked[0]?.answer.reject(new Error("it has ended"));
  await settled();
  resizeTo({ columns: 70, rows: 25 });
  expect(asked.map(({ size }) => size.columns)).toEqual([100, 70]);
});

test("once ended it asks for nothing more and listens to nobody", async () => {
  const { asked, listeners, resizeTo, engine, terminal } = world();
  const end = followSize(engine, terminal);
  resizeTo({ columns: 70, rows: 25 });
  end();
  asked[0]?.answer.resolve();
  await settled();
  expect(asked).toHaveLength(1);
  expect(listeners.size).toBe(0);
});
