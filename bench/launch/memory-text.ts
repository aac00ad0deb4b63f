const BYTES = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;

function isUnit(text: string): text is keyof typeof BYTES {
  return Object.hasOwn(BYTES, text);
}

/** Megabytes of a line such as `85.2MiB / 256MiB`, as the engine's `stats` prints it. Throws a SyntaxError. */
export function memoryMegabytes(line: string): number {
  const [, amount, unit] = /^([\d.]+)([A-Za-z]+) \//.exec(line.trim()) ?? [];
  if (amount === undefined || unit === undefined || !isUnit(unit))
    throw new SyntaxError(`Not a memory figure of the engine: "${line}"`);
  return (Number(amount) * BYTES[unit]) / 1_000_000;
}
