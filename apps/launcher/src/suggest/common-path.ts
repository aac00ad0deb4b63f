/** The longest path, on segment borders, that all of these lie below; `/` where that is all they share. */
export function commonPath(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split("/").slice(1));
  const length = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  return `/${(length === -1 ? first : first.slice(0, length)).join("/")}`;
}
