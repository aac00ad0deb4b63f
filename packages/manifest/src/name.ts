import { z } from "zod";

/** Name of a bottle or an agent: the stem of its file. */
export const nameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, "expected a name: a lower-case letter, then letters, digits and dashes")
  .max(64);
