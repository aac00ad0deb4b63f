export { lightBuiltins } from "./light-builtins.ts";
export { serviceBundles } from "./service-bundles.ts";
