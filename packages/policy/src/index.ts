export {
  proxyRouteSchema,
  egressConfigSchema,
  egressStdinSchema,
  readyLineSchema,
  decisionSchema,
  type ProxyRoute,
  type EgressConfig,
  type EgressStdin,
  type Decision,
} from "./egress-config.ts";
