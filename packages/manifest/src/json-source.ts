import type { KeyPath, Source } from "./source.ts";
import { readYaml } from "./yaml-source.ts";

/** JSON with line numbers, duplicate keys refused. Throws nothing: what is wrong is in `faults`. */
export function readJson(file: string, text: string): Source {
  const plain = text.replace(/^\ufeff/, "");
  // JSON is YAML, and the YAML reader knows where every key stands.
  const source = readYaml(plain, { file, firstLine: 1 });
  try {
    JSON.parse(plain);
    return source;
  } catch (error) {
    // The engine's text repeats a piece of the file, which may be a secret; its position is what helps.
    const told = /\(line (\d+) column/.exec(error instanceof Error ? error.message : "")?.[1];
    const line = told === undefined ? (source.faults[0]?.line ?? null) : Number(told);
    const message = "Cannot read the file as JSON";
    return {
      ...source,
      faults: [{ path: [], line, message, hint: "Check its commas, quotes and brackets" }],
    };
  }
}

/** One value inside a source, as a source of its own. */
export function within(source: Source, prefix: KeyPath, data: unknown): Source {
  return {
    file: source.file,
    data,
    lineOf: (path) => source.lineOf([...prefix, ...path]),
    faults: source.faults
      .filter((fault) => prefix.every((step, index) => step === fault.path[index]))
      .map((fault) => ({ ...fault, path: fault.path.slice(prefix.length) })),
  };
}
