import { expect, test } from "vitest";
import { memoryMegabytes } from "./memory-text.ts";

test.for([
  ["85.2MiB / 256MiB", 89.3387],
  ["1.5GiB / 23.5GiB", 1610.612736],
  ["512KiB / 4MiB", 0.524288],
  ["0B / 0B", 0],
] as const)("%s is %d MB", ([line, expected]) => {
  expect(memoryMegabytes(line)).toBeCloseTo(expected, 3);
});

test.for(["", "-- / --", "12 MiB", "12parsecs / 1"])("%j is not a figure", (line) => {
  expect(() => memoryMegabytes(line)).toThrow(SyntaxError);
});
