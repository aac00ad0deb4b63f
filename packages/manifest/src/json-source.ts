import type { KeyPath, Source } from "./source.ts";
import { readYaml } from "./yaml-source.ts";

/** JSON with line numbers, duplicate keys refused. Throws nothing: what is wrong is in `faults`. */
export function readJson(file: string, text: string): Source {
  const plain = text.replace(/^\ufeff/, "");
  try {
    JSON.parse(plain);
  } catch (error) {
    // The engine's text repeats a piece of the file, which may be a secret; its position is what helps.
    const line = /\(line (\d+) column/.exec(error instanceof Error ? error.message : "")?.[1];
    const fault = {
      path: [],
      line: line === undefined ? null : Number(line),
      hint: "Check commas and quotes",
    };
    const faults = [{ ...fault, message: "Cannot read the file as JSON" }];
    return { file, data: undefined, faults, lineOf: () => null };
  }
  // JSON is YAML, and the YAML reader knows where every key stands.
  return readYaml(plain, { file, firstLine: 1 });
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
