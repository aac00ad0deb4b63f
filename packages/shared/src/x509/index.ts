export { Authority, createAuthority, type AuthorityOptions } from "./authority.ts";
export { certificate, certificatePem } from "./certificate.ts";
export { createMinter, type Leaf, type Minter } from "./minter.ts";
