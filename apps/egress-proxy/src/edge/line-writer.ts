export interface LineWriter {
  write(line: string): void;
  /** Writes what is still held. */
  flush(): void;
}

/** Gathers the lines of one turn of the event loop into one write: a system call per request costs more than deciding it. */
export function lineWriter(write: (text: string) => void): LineWriter {
  let held = "";
  const flush = (): void => {
    const text = held;
    held = "";
    if (text !== "") write(text);
  };
  return {
    write(line) {
      if (held === "") setImmediate(flush);
      held += `${line}\n`;
    },
    flush,
  };
}
