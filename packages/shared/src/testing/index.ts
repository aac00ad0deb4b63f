export { startConnectHop, type ConnectHop, type ConnectHopOptions } from "./connect-hop.ts";
export { compiledSources } from "./compiled-sources.ts";
export { CrashError, CrashingFiles } from "./crashing-files.ts";
export { Events } from "./events.ts";
export { PROPOSER, someProposal, someResponse } from "./proposals.ts";
export { startRawUpstream, type RawConnection, type RawUpstream } from "./raw-upstream.ts";
export {
  answerOk,
  startUpstream,
  valuesOf,
  type Received,
  type Upstream,
  type UpstreamOptions,
} from "./upstream.ts";
