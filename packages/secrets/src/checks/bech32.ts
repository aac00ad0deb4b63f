const DIGITS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CHECKSUM_LENGTH = 6;

/** Whether a text, in one case, carries a right Bech32 checksum (BIP 173). */
export function isBech32(text: string): boolean {
  const lower = text.toLowerCase();
  const border = lower.lastIndexOf("1");
  const values = digitsOf(lower.slice(border + 1));
  return (
    border > 0 && !values.includes(-1) && polymod([...expanded(lower.slice(0, border)), ...values]) === 1
  );
}

/** A Bech32 text of a prefix and data digits, in lower case. */
export function bech32(prefix: string, data: string): string {
  const values = [...expanded(prefix), ...digitsOf(data)];
  const sum = polymod([...values, ...Array.from({ length: CHECKSUM_LENGTH }, () => 0)]) ^ 1;
  const checksum = Array.from({ length: CHECKSUM_LENGTH }, (_, index) =>
    DIGITS.charAt((sum >>> (5 * (5 - index))) & 31),
  );
  return `${prefix}1${data}${checksum.join("")}`;
}

function digitsOf(text: string): number[] {
  return Array.from(text, (digit) => DIGITS.indexOf(digit));
}

function expanded(prefix: string): number[] {
  const codes = [...Buffer.from(prefix, "latin1")];
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function polymod(values: readonly number[]): number {
  return values.reduce((sum, value) => {
    const shifted = ((sum & 0x1ffffff) << 5) ^ value;
    return GENERATORS.reduce(
      (mixed, generator, bit) => ((sum >>> (25 + bit)) & 1 ? mixed ^ generator : mixed),
      shifted,
    );
  }, 1);
}
