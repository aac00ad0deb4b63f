import { assemble, give, type Instruction, load, unless, when } from "./instruction.ts";
import { denied, examined, LAST_KNOWN } from "./system-calls.ts";

export type Machine = "x64" | "arm64";

/** Offsets in `struct seccomp_data`: number, machine, and the low halves of the arguments. */
const NUMBER = 0;
const MACHINE = 4;
const argument = (index: number): number => 16 + 8 * index;

/** `AUDIT_ARCH_…` of linux/audit.h. */
const MACHINES = { x64: 0xc000003e, arm64: 0xc00000b7 } as const satisfies Record<Machine, number>;

export const ALLOW = 0x7fff0000;
export const KILL = 0x80000000;
const failing = (errno: number): number => 0x00050000 | errno;
export const EPERM = failing(1);
export const ENOSYS = failing(38);
export const EAFNOSUPPORT = failing(97);

/** `CLONE_NEWNS`, `…CGROUP`, `…UTS`, `…IPC`, `…USER`, `…PID`, `…NET` of linux/sched.h. */
const NEW_NAMESPACE = 0x7e020000;
/** Both put characters into a terminal as if they had been typed. */
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
const [AF_UNIX, AF_INET, AF_INET6, AF_NETLINK] = [1, 2, 10, 16];
/** The one family of netlink that programs list their own addresses with. */
const NETLINK_ROUTE = 0;
/** The usual one, and the question which one is set. */
const PERSONALITIES = [0, 0xffffffff];

const socketFamilies: readonly Instruction[] = [
  load(argument(0)),
  ...[AF_UNIX, AF_INET, AF_INET6].flatMap((family) => when("equal", family, [give(ALLOW)])),
  ...when("equal", AF_NETLINK, [load(argument(2)), ...when("equal", NETLINK_ROUTE, [give(ALLOW)])]),
  give(EAFNOSUPPORT),
];

/**
 * The filter for everything that runs in a bottle, as bytes for the kernel. A call of another machine's table kills the
 * process: it could mean anything. What is denied fails with EPERM. `clone3` fails as if it were not there, since
 * its flags lie in memory where no filter can look: every C library falls back to `clone`.
 */
export function filterProgram(machine: Machine): Uint8Array {
  const numbered = (numbers: { x64: number | null; arm64: number | null }): number[] => {
    const number = numbers[machine];
    return number === null ? [] : [number];
  };
  const on = (name: keyof typeof examined, then: readonly Instruction[]): Instruction[] =>
    when("equal", examined[name][machine], then);
  return assemble([
    load(MACHINE),
    ...unless(MACHINES[machine], [give(KILL)]),
    load(NUMBER),
    ...when("greater", LAST_KNOWN, [give(ENOSYS)]),
    ...Object.values(denied)
      .flatMap(numbered)
      .flatMap((number) => when("equal", number, [give(EPERM)])),
    ...on("clone3", [give(ENOSYS)]),
    ...on("clone", [load(argument(0)), ...when("any-bit", NEW_NAMESPACE, [give(EPERM)]), give(ALLOW)]),
    ...on("ioctl", [
      load(argument(1)),
      ...[TIOCSTI, TIOCLINUX].flatMap((request) => when("equal", request, [give(EPERM)])),
      give(ALLOW),
    ]),
    ...(["socket", "socketpair"] as const).flatMap((name) => on(name, socketFamilies)),
    ...on("personality", [
      load(argument(0)),
      ...PERSONALITIES.flatMap((value) => when("equal", value, [give(ALLOW)])),
      give(EPERM),
    ]),
    give(ALLOW),
  ]);
}
