/** True for an address on the public internet; everything else (or no address at all) is false. */
export function isPublicAddress(_ip: string): boolean {
  throw new Error("being written");
}
