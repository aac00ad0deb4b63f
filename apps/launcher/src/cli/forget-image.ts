import type { Backend } from "../backend/backend.ts";

/** Removes the image that a bottle had of its own, once its state is gone. What fails here, `cleanup` finds. */
export async function forgetImage(backend: Backend, identity: string): Promise<void> {
  const left = await backend.leftovers().catch(() => []);
  for (const each of left) {
    if (each.identity === identity && each.kind === "image")
      await backend.remove(each).catch(() => undefined);
  }
}
