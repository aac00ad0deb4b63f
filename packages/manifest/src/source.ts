/** Keys and list positions from the top of a file down to one value. */
export type KeyPath = readonly (string | number)[];

/** Something that the text itself does wrong, before any schema looks at it. */
export interface Fault {
  path: KeyPath;
  line: number | null;
  message: string;
  hint: string | null;
}

/** The data of one file, with the way back to its lines. */
export interface Source {
  file: string;
  data: unknown;
  /** Line of the key (or list entry) at this path, or of the nearest one above it that is written down. */
  lineOf(path: KeyPath): number | null;
  faults: Fault[];
}

/** `egress_proxy.routes[0].host`; empty for the top. */
export function pathText(path: KeyPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

/** The value at this path, undefined where there is none. */
export function valueAt(data: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return typeof step === "number" ? value[step] : undefined;
    if (typeof value !== "object" || value === null) return undefined;
    return Object.entries(value).find(([key]) => key === step)?.[1];
  }, data);
}
