/** One image to build from a tar of its context. */
export interface ImageBuild {
  tag: string;
  /** Path of the Dockerfile inside the context. */
  dockerfile: string;
  buildArgs: Record<string, string>;
  labels: Record<string, string>;
  /** Ends the build when it aborts. */
  signal?: AbortSignal;
}

/** One line of what the engine says while it works. */
export type EngineLine = (line: string) => void;

/** The part of a container engine that images need. Every failure carries the engine's own words. */
export interface ImageEngine {
  /** The engine's id of the image that a tag or reference names; null when it has none by that name. */
  imageId(reference: string): Promise<string | null>;
  pull(reference: string, say: EngineLine): Promise<void>;
  /** Builds with the classic builder and reports each line of its output; rejects with the engine's reason. */
  build(context: NodeJS.ReadableStream, image: ImageBuild, say: EngineLine): Promise<void>;
}
