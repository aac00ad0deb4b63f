import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { BottleError } from "@claude-bottle/shared";
import type { EngineLine, ImageEngine } from "../../images/image-engine.ts";
import { idSchema, imageSchema, progressSchema } from "./answers.ts";
import type { EngineCall } from "./engine-call.ts";
import type { Engine } from "./engine-words.ts";
import { engineWords, missing } from "./engine-error.ts";

/** The part of the engine that images are made with. */
export function imageEngine(call: EngineCall): ImageEngine & Pick<Engine, "repositoryDigest"> {
  return {
    async repositoryDigest(reference) {
      const what = `look for the image "${reference}"`;
      const answer = await call.json({ what, method: "GET", path: `/images/${reference}/json` });
      const digests = imageSchema.parse(answer).RepoDigests ?? [];
      return digests[0]?.split("@")[1] ?? null;
    },
    async imageId(reference) {
      const what = `look for the image "${reference}"`;
      const path = `/images/${reference}/json`;
      const answer = await call.json({ what, method: "GET", path }).catch(missing(null));
      return answer === null ? null : idSchema.parse(answer).Id;
    },
    async pull(reference, say) {
      const what = `pull the image "${reference}"`;
      const query = { fromImage: reference, ...(/[:@][^/]+$/.test(reference) ? {} : { tag: "latest" }) };
      // Older engines answer with a status when the registry cannot be reached, newer ones within the stream.
      const answer = await call
        .stream({ what, method: "POST", path: "/images/create", query })
        .catch(refusedAs("image-unavailable", what));
      await follow(answer, say, (words) => failed("image-unavailable", what, words));
    },
    async build(context, image, say) {
      const what = `build the image "${image.tag}"`;
      const query = {
        t: image.tag,
        dockerfile: image.dockerfile,
        buildargs: JSON.stringify(image.buildArgs),
        labels: JSON.stringify(image.labels),
        version: "1",
        rm: "1",
        forcerm: "1",
      };
      const until = image.signal === undefined ? {} : { signal: image.signal };
      const answer = await call
        .stream({ what, method: "POST", path: "/build", query, file: context, ...until })
        .catch(refusedAs("image-build-failed", what));
      await follow(answer, say, (words) => failed("image-build-failed", what, words));
    },
  };
}

async function follow(
  answer: Readable,
  say: EngineLine,
  refused: (words: string) => BottleError,
): Promise<void> {
  for await (const text of createInterface({ input: answer })) {
    if (text.trim() === "") continue;
    const progress = progressSchema.parse(JSON.parse(text));
    if (progress.error !== undefined) throw refused(progress.error);
    const status = progress.id === undefined ? progress.status : `${progress.id}: ${progress.status ?? ""}`;
    for (const line of (progress.stream ?? status ?? "").split("\n")) if (line.trim() !== "") say(line);
  }
}

type ImageFailure = "image-unavailable" | "image-build-failed";

/** For `.catch`: what the engine refuses gets this code; an engine that cannot be reached stays one. */
function refusedAs(code: ImageFailure, what: string): (error: unknown) => never {
  return (error) => {
    throw error instanceof BottleError && error.code === "engine-failed"
      ? failed(code, what, engineWords(error.cause))
      : error;
  };
}

function failed(code: ImageFailure, what: string, words: string): BottleError {
  return new BottleError(code, `Could not ${what}: the engine says "${words.trim()}"`);
}
