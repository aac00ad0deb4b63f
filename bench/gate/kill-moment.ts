/** Milliseconds into a push at which it is cut: a golden step spreads any number of them evenly over `span`. */
export function killMoment(round: number, span: number): number {
  return ((round * 0.618) % 1) * span;
}
