import { isBuiltin } from "node:module";
import type { Plugin } from "rolldown";

const OURS = "\0light:";
/** The bundler's own code, which everything else stands on. */
const BUNDLER = /^\0rolldown/;

/**
 * An `import` of a module of Node's own reads all that it exports, getters too, whatever is named: for `node:http` that loads a
 * whole web client, which takes longer than all else at the start of a small program. In a bundle only what is named is read.
 */
export const lightBuiltins: Plugin = {
  name: "light builtins",
  resolveId(id, importer = "", { kind }) {
    return kind === "import-statement" && isBuiltin(id) && !BUNDLER.test(importer) ? OURS + id : null;
  },
  load(id) {
    if (!id.startsWith(OURS)) return null;
    const name = id.slice(OURS.length);
    const own = Object.keys(process.getBuiltinModule(name) ?? {}).filter((each) => each !== "default");
    return [
      `const $module = process.getBuiltinModule(${JSON.stringify(name)});`,
      "const $read = (name) => $module[name];",
      ...own.map((each) => `export const ${each} = /* @__PURE__ */ $read(${JSON.stringify(each)});`),
      "export default $module;",
    ].join("\n");
  },
};
