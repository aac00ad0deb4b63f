import { BottleError, nameCandidates } from "@claude-bottle/shared";

/** Something created under the first name that was free at that very moment. */
export interface Claimed<T> {
  name: string;
  made: T;
}

/** Creates under `base`; when somebody else was faster, under `base-2` … `base-99`. */
export async function claim<T>(base: string, create: (name: string) => Promise<T>): Promise<Claimed<T>> {
  let last: unknown;
  for (const name of nameCandidates(base)) {
    try {
      return { name, made: await create(name) };
    } catch (error) {
      if (!(error instanceof BottleError) || error.code !== "name-taken") throw error;
      last = error;
    }
  }
  throw new BottleError("name-taken", `Every name from "${base}" to "${base}-99" is taken`, {
    hint: "Run `claude-bottle cleanup` to remove what earlier launches left",
    cause: last,
  });
}
