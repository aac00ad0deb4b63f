/** One instruction of a classic BPF program, `struct sock_filter` of linux/filter.h. */
export interface Instruction {
  code: number;
  /** How many instructions to pass over when the comparison holds, and when not. */
  jt: number;
  jf: number;
  k: number;
}

/** Codes of linux/bpf_common.h: a word at an offset, comparisons of it with a constant, the end. */
const LOAD = 0x20;
const EQUAL = 0x15;
const GREATER = 0x25;
const ANY_BIT = 0x45;
const RETURN = 0x06;
const INSTRUCTION_BYTES = 8;

export const load = (offset: number): Instruction => ({ code: LOAD, jt: 0, jf: 0, k: offset });
export const give = (action: number): Instruction => ({ code: RETURN, jt: 0, jf: 0, k: action });

type Test = "equal" | "greater" | "any-bit";
const TESTS: Readonly<Record<Test, number>> = { equal: EQUAL, greater: GREATER, "any-bit": ANY_BIT };

/** Runs `then` when the loaded word passes the test, and goes on after it when not. */
export function when(test: Test, k: number, then: readonly Instruction[]): Instruction[] {
  return [{ code: TESTS[test], jt: 0, jf: then.length, k }, ...then];
}

/** Runs `otherwise` when the loaded word is another one. */
export function unless(k: number, otherwise: readonly Instruction[]): Instruction[] {
  return [{ code: EQUAL, jt: otherwise.length, jf: 0, k }, ...otherwise];
}

/** The bytes that the kernel takes; every machine that is supported here is little-endian. */
export function assemble(program: readonly Instruction[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(program.length * INSTRUCTION_BYTES));
  for (const [index, { code, jt, jf, k }] of program.entries()) {
    const at = index * INSTRUCTION_BYTES;
    if (jf > 255) throw new RangeError(`Instruction ${index} jumps ${jf} instructions, 255 are the most`);
    view.setUint16(at, code, true);
    view.setUint8(at + 2, jt);
    view.setUint8(at + 3, jf);
    view.setUint32(at + 4, k >>> 0, true);
  }
  return new Uint8Array(view.buffer);
}
