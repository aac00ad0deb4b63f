/** Hits of an automaton, in typed arrays that are used again: no object per hit. */
export class HitBuffer {
  /** Offset behind the last byte of each hit. */
  ends = new Int32Array(1024);
  /** The automaton's node of each hit; `Automaton.literalsAt` says what was seen there. */
  nodes = new Int32Array(1024);
  count = 0;

  clear(): void {
    this.count = 0;
  }

  add(end: number, node: number): void {
    if (this.count === this.ends.length) {
      this.ends = doubled(this.ends);
      this.nodes = doubled(this.nodes);
    }
    this.ends[this.count] = end;
    this.nodes[this.count] = node;
    this.count += 1;
  }

  /** Adds what another buffer has. */
  append(other: HitBuffer): void {
    for (let hit = 0; hit < other.count; hit += 1) this.add(other.ends[hit] ?? 0, other.nodes[hit] ?? 0);
  }
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
