/** The parts of a stream between `separator`s, one character to a byte. */
export async function* splitBytes(
  stream: AsyncIterable<Buffer>,
  separator: string,
): AsyncGenerator<string[]> {
  let held = "";
  for await (const chunk of stream) {
    const parts = (held + chunk.toString("latin1")).split(separator);
    held = parts.pop() ?? "";
    if (parts.length > 0) yield parts;
  }
  if (held !== "") yield [held];
}
