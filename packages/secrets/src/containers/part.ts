export type ContainerKind = "gzip" | "zlib" | "zip" | "tar" | "utf-16";

/** What lies in a container. */
export interface Part {
  /** `outer!inner`; of UTF-16 text, which has no name of its own, the path of the text. */
  path: string;
  bytes: Uint8Array;
  /** Where in the outermost bytes it begins, or what holds it does. */
  origin: number;
  /** What it lay in. */
  from: ContainerKind;
}

/** Something in a container that cannot be looked at. */
export interface Unread {
  path: string;
  why: "encrypted" | "method" | "damaged";
}

/** What one container holds; `at` counts from its own beginning. */
export interface Contents {
  kind: ContainerKind;
  entries: { name: string; bytes: Uint8Array; at: number }[];
  unread: { name: string; why: Unread["why"] }[];
}
