const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** Whether bytes are, from first to last, fields of a protocol buffers message. https://protobuf.dev/programming-guides/encoding/ */
export function isProtobuf(bytes: Uint8Array): boolean {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 63 && at < bytes.length; shift += 7) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    const tag = varint();
    if (!(tag >= 8)) return false;
    const size = { [VARINT]: 0, [FIXED64]: 8, [LENGTH_DELIMITED]: 0, [FIXED32]: 4 }[tag & 7];
    if (size === undefined) return false;
    if ((tag & 7) === VARINT && Number.isNaN(varint())) return false;
    const length = (tag & 7) === LENGTH_DELIMITED ? varint() : size;
    at += length;
  }
  return at === bytes.length;
}
