export { type AgentData, agentSchema } from "./agent.ts";
export { type BottleData, bottleSchema } from "./bottle.ts";
export { defaultAllowlist, effectiveAllowlist, planSlots, type Slots, usesEgressProxy } from "./effective.ts";
export {
  type AuthScheme,
  authSchemeSchema,
  type DlpAction,
  dlpActionSchema,
  hostMatches,
  hostPatternSchema,
  hostSchema,
  methodSchema,
  pathPrefixSchema,
  type Route,
  routeRules,
  routeSchema,
  tokenRefSchema,
} from "./egress.ts";
export { type EnvSource, readEnvValue } from "./env.ts";
export { type GitEntry, gitSchema } from "./git.ts";
export { gitRemote, type GitRemote, type PushRules } from "./git-remote.ts";
export { type HostKey, parseHostKey } from "./host-key.ts";
export { expandHome, hostPathSchema } from "./host-path.ts";
export { type EditorSchema, editorSchema, editorSchemas, manifestJsonSchema } from "./json-schema.ts";
export { type AgentFile, type Library, readLibrary, type SourceFile } from "./library.ts";
export { type BottleFile } from "./lineage.ts";
export { readManifestJson } from "./manifest-json.ts";
export { migrate, type MigratedFile } from "./migrate.ts";
export { nearest } from "./nearest.ts";
export { formatProblem, type Problem } from "./problem.ts";
export { quote } from "./quote.ts";
export { manifestReference } from "./reference.ts";
export { type Agent, type Bottle, resolveAgent, resolveBottle } from "./resolve.ts";
export { defaultResources, memoryBytes } from "./resources.ts";
export { readRoutesFile, routesFile, type RoutesFile } from "./routes-file.ts";
export { readSettings, type Settings, settingsSchema } from "./settings.ts";
export { parseUpstream, repositoryOf, type Upstream } from "./upstream.ts";
