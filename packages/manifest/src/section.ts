import { z } from "zod";

/** A key with nothing behind it (`egress_proxy:`) is an empty map. */
export function mapSection<S extends z.ZodType>(schema: S) {
  return z.preprocess((value: unknown) => (value === null ? {} : value), schema).optional();
}

/** A key with nothing behind it (`routes:`) is an empty list. */
export function listSection<S extends z.ZodType>(item: S) {
  return z.preprocess((value: unknown) => (value === null ? [] : value), z.array(item)).optional();
}
