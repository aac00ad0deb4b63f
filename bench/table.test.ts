import { expect, test } from "vitest";
import { table } from "./table.ts";

test("figures stand under each other, and what is missing is a dash", () => {
  const text = table([
    {
      row: { id: "egress.rps.c16", unit: "req/s", ours: 10_334.7, peer: 714.2, ratio: 14.4 },
      direct: 24_692,
      ratios: [10.5, 15.5, 14.4],
    },
    { row: { id: "egress.sse.p50", unit: "ms", ours: 0.171, peer: null, ratio: null } },
    { row: { id: "egress.cpu", unit: "µs/req", ours: 122, peer: 1414, ratio: 0.0863 } },
  ]);
  expect(text).toMatchInlineSnapshot(`
    "id              unit     ours  peer  ratio   of each round  direct
    egress.rps.c16  req/s   10335   714   14.4  [10.5 to 15.5]   24692
    egress.sse.p50  ms       0.17     -      -                       -
    egress.cpu      µs/req    122  1414  0.086                       -"
  `);
});
