const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A whole number in base 62, digits before capitals before small letters, padded with zeros to `length`. */
export function base62(value: number, length: number): string {
  let rest = value;
  let text = "";
  while (rest > 0) {
    text = DIGITS.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text.padStart(length, "0");
}
