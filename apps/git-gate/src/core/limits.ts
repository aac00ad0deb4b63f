const MB = 1_000_000;

/** Every bound on what a client may ask of the gate. */
export interface Limits {
  /** Refs in one push. */
  refs: number;
  /** Bytes of one pack. */
  pack: number;
  /** Bytes of one object. */
  object: number;
  /** Bytes of all new objects of a push, unpacked. */
  content: number;
  /** New objects of a push. */
  objects: number;
  /** Bytes of memory that git may take for one object it has to hold. */
  allocation: number;
  /** Bytes of the request of a fetch, unpacked. */
  fetchBody: number;
  /** Bytes that must be free where the mirrors are before a push is taken in. */
  free: number;
  /** Requests that git works on at the same time. */
  services: number;
  /** Milliseconds for which a client may neither send nor take anything. */
  silence: number;
  /** Milliseconds for a whole request. */
  request: number;
  /** Milliseconds for a question to the upstream. */
  ask: number;
  /** Milliseconds for a fetch from the upstream or a push to it. */
  transfer: number;
  /** Milliseconds between two lines of progress. */
  progress: number;
  /** Milliseconds for which what a fetch was just told of the upstream holds for the rest of that fetch. */
  fresh: number;
}

export const usualLimits: Limits = {
  refs: 500,
  pack: 500 * MB,
  object: 100 * MB,
  content: 4000 * MB,
  objects: 500_000,
  allocation: 256 * 1024 * 1024,
  fetchBody: 64 * MB,
  free: 256 * MB,
  services: 64,
  silence: 120_000,
  request: 3_600_000,
  ask: 60_000,
  transfer: 600_000,
  progress: 5_000,
  fresh: 10_000,
};
