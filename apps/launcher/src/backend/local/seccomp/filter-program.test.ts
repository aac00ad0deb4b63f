import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALLOW, EAFNOSUPPORT, ENOSYS, EPERM, filterProgram, KILL, type Machine } from "./filter-program.ts";
import { denied, examined, LAST_KNOWN } from "./system-calls.ts";

const MACHINES = { x64: 0xc000003e, arm64: 0xc00000b7 } as const;
const machines = ["x64", "arm64"] as const satisfies Machine[];

interface Call {
  number: number;
  machine?: number;
  arguments?: number[];
}

/** What the kernel's own interpreter would give: linux/net/core/filter.c, the part of it that is used here. */
function verdict(program: Uint8Array, call: Call, own: number): number {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, call.number, true);
  data.setUint32(4, call.machine ?? own, true);
  for (const [index, value] of (call.arguments ?? []).entries())
    data.setBigUint64(16 + 8 * index, BigInt.asUintN(64, BigInt(value)), true);
  const view = new DataView(program.buffer);
  let word = 0;
  for (let at = 0; at < program.length / 8; at += 1) {
    const code = view.getUint16(at * 8, true);
    const k = view.getUint32(at * 8 + 4, true);
    const jump = (holds: boolean): number => view.getUint8(at * 8 + (holds ? 2 : 3));
    if (code === 0x20) word = data.getUint32(k, true);
    else if (code === 0x15) at += jump(word === k);
    else if (code === 0x25) at += jump(word > k);
    else if (code === 0x45) at += jump((word & k) !== 0);
    else if (code === 0x06) return k;
    else throw new Error(`no such instruction: ${code}`);
  }
  throw new Error("the program has no end");
}

describe.for(machines)("the filter for %s", (machine) => {
  const program = filterProgram(machine);
  const gives = (call: Call): number => verdict(program, call, MACHINES[machine]);

  test("fails everything on its list", () => {
    for (const [name, numbers] of Object.entries(denied)) {
      const number = numbers[machine];
      if (number !== null) expect({ name, gives: gives({ number }) }).toEqual({ name, gives: EPERM });
    }
  });

  test("kills what calls by another machine's table", () => {
    for (const other of [0x40000003, machine === "x64" ? MACHINES.arm64 : MACHINES.x64])
      expect(gives({ number: 1, machine: other })).toBe(KILL);
  });

  test("answers what came later, and the other table of x86, as a kernel that does not have it", () => {
    fc.assert(
      fc.property(fc.integer({ min: LAST_KNOWN + 1, max: 0xffffffff }), (number) => {
        expect(gives({ number })).toBe(ENOSYS);
      }),
    );
  });

  test("lets every other call through, whatever its arguments", () => {
    const special = new Set<number | null>(
      [...Object.values(denied), ...Object.values(examined)].map((numbers) => numbers[machine]),
    );
    const number = fc.integer({ min: 0, max: LAST_KNOWN }).filter((each) => !special.has(each));
    const values = fc.array(fc.maxSafeNat(), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(number, values, (each, list) => {
        expect(gives({ number: each, arguments: list })).toBe(ALLOW);
      }),
    );
  });

  test.for([
    ["clone", [0x11], ALLOW, "a process"],
    ["clone", [0x3d0f00], ALLOW, "a thread"],
    ["clone", [0x10000011], EPERM, "a user namespace"],
    ["clone", [0x40000000], EPERM, "a network namespace"],
    ["clone3", [], ENOSYS, "flags in memory"],
    ["ioctl", [0, 0x5412], EPERM, "typing into the terminal"],
    ["ioctl", [0, 0x541c], EPERM, "pasting into the console"],
    ["ioctl", [0, 0x1_0000_5412], EPERM, "the same behind a bit that the kernel drops"],
    ["ioctl", [0, 0x5413], ALLOW, "the size of the terminal"],
    ["socket", [1, 1, 0], ALLOW, "a unix socket"],
    ["socket", [2, 1, 0], ALLOW, "TCP"],
    ["socket", [10, 1, 0], ALLOW, "TCP over IPv6"],
    ["socket", [16, 3, 0], ALLOW, "one's own addresses"],
    ["socket", [16, 3, 9], EAFNOSUPPORT, "the audit channel"],
    ["socket", [17, 3, 0], EAFNOSUPPORT, "raw packets"],
    ["socket", [40, 1, 0], EAFNOSUPPORT, "the machine's host"],
    ["socketpair", [1, 1, 0], ALLOW, "a pair"],
    ["personality", [0xffffffff], ALLOW, "the question which one is set"],
    ["personality", [0x0400000], EPERM, "memory that is executable when it is readable"],
  ] as const)("%s %j gives %d: %s", ([name, values, expected]) => {
    expect(gives({ number: examined[name][machine], arguments: [...values] })).toBe(expected);
  });
});
