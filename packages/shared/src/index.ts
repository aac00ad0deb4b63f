export { BottleError, errorCodes, type BottleErrorOptions, type ErrorCode } from "./errors.ts";
export { markUnseen } from "./mark-unseen.ts";
export {
  IDENTITY_LABEL,
  bottleNames,
  identityOf,
  identityPattern,
  nameCandidates,
  sidecarPorts,
  sidecars,
  slug,
  type BottleNames,
  type Sidecar,
} from "./names.ts";
export { Secret } from "./secret.ts";
