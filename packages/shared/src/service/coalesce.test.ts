import { expect, test } from "vitest";
import { coalesce } from "./coalesce.ts";

/** An action whose runs end when the test says so. */
function controlled() {
  const runs: PromiseWithResolvers<void>[] = [];
  const started: PromiseWithResolvers<void>[] = [0, 1, 2, 3].map(() => Promise.withResolvers());
  const run = coalesce(async () => {
    const end = Promise.withResolvers<void>();
    started[runs.length]?.resolve();
    runs.push(end);
    await end.promise;
  });
  return { run, runs, started };
}

test("who comes while it runs gets a run that began after he came, also in the second run", async () => {
  const { run, runs, started } = controlled();
  const first = run();
  await started[0]?.promise;
  const [second, alsoSecond] = [run(), run()];
  expect(second).toBe(alsoSecond);
  runs[0]?.resolve();
  await first;
  await started[1]?.promise;
  const third = run();
  expect(third).not.toBe(second);
  runs[1]?.resolve();
  await started[2]?.promise;
  runs[2]?.resolve();
  await third;
  expect(runs).toHaveLength(3);
});

test("a run that fails tells its own callers and is followed by the next", async () => {
  const { run, runs, started } = controlled();
  const failed = run().then(() => "", String);
  await started[0]?.promise;
  const next = run();
  runs[0]?.reject(new Error("disk"));
  expect(await failed).toMatch(/disk/);
  await started[1]?.promise;
  runs[1]?.resolve();
  await next;
});
