/** A push is over by then. */
const SPAN_MS = 1_200;

/** Milliseconds into a push at which it is cut: a golden step spreads any number of them evenly. */
export function killMoment(round: number): number {
  return ((round * 0.618) % 1) * SPAN_MS;
}
