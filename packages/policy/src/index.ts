export {
  proxyRouteSchema,
  egressConfigSchema,
  egressStdinSchema,
  egressReloadSchema,
  egressInForceSchema,
  readyLineSchema,
  decisionSchema,
  type ProxyRoute,
  type EgressConfig,
  type EgressStdin,
  type EgressReload,
  type EgressInForce,
  type HeldSlot,
  type Decision,
} from "./egress-config.ts";
export {
  gateConfigSchema,
  gatePath,
  gateStdinSchema,
  type GateConfig,
  type GateRemote,
  type GateStdin,
} from "./gate-config.ts";
export { heldSlots } from "./held-slots.ts";
export { isPublicAddress } from "./address.ts";
export { hostHeader, parseAuthority, parseHostHeader, type Authority } from "./authority.ts";
export { decide, explain, type Step } from "./decide.ts";
export { echoMask, maskText, type ByteFilter } from "./echo.ts";
export { decideLfsBatch, LFS_BATCH_LIMIT } from "./lfs.ts";
export { compile, type Live, type LiveSecrets, type NamedValue } from "./live.ts";
export { checkDockerfile } from "./proposal/check-dockerfile.ts";
export { checkRoutes } from "./proposal/check-routes.ts";
export { imagesUsed } from "./proposal/images-used.ts";
export { failedHost } from "./proposal/failed-host.ts";
export { isOfHost, newCredentials, type NewCredential } from "./proposal/new-credentials.ts";
export { decidePush, type ChangeKind, type PushObjection, type RefChange } from "./push/decide-push.ts";
export {
  touchesOfCommits,
  touchesOfMove,
  treePath,
  type EntryOf,
  type NewCommit,
  type Tip,
  type Touch,
} from "./push/protected-paths.ts";
export {
  refusalResponse,
  refuse,
  type Refusal,
  type RefusalClient,
  type RefusalCode,
  type RefusalText,
} from "./refusal.ts";
export type {
  Coding,
  RequestBody,
  RequestDecision,
  RequestFacts,
  RequestPlan,
  ResponseHead,
  ResponsePlan,
} from "./request.ts";
export { planResponse, planTrailers } from "./response.ts";
export { routesView, type RouteView } from "./routes-view.ts";
export type { Finding, OutgoingScreen, ScreenResult } from "./screen/finding.ts";
export { outgoingScreen } from "./screen/outgoing.ts";
export { refuseFinding } from "./screen/refuse-finding.ts";
export {
  expectedIssuer,
  mayBeVerdict,
  readUpstreamVerdict,
  VERDICT_PEEK,
  type UpstreamAnswer,
} from "./upstream-verdict.ts";
