export { startConnectHop, type ConnectHop, type ConnectHopOptions } from "./connect-hop.ts";
export { Events } from "./events.ts";
export { startRawUpstream, type RawConnection, type RawUpstream } from "./raw-upstream.ts";
export {
  answerOk,
  startUpstream,
  valuesOf,
  type Received,
  type Upstream,
  type UpstreamOptions,
} from "./upstream.ts";
