import { isPublicAddress, refuse, type Authority } from "@claude-bottle/policy";
import { lookup } from "node:dns";
import { connect, isIP, type LookupFunction, type Socket } from "node:net";
import { RefusedError } from "./refused-error.ts";

export const DIAL_MS = 15_000;
const KEEP_ALIVE_MS = 30_000;

const notPublic = (host: string): RefusedError =>
  new RefusedError(
    refuse("address", {
      what: `${host} has no public address`,
      fix: "Point the name to its address in the operator's private hosts if it is meant to be reached",
    }),
  );

/** Only public addresses come back, so that what was judged is what is dialled, whatever a name says next. */
const publicLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    const addresses = (error === null ? found : []).filter(({ address }) => isPublicAddress(address));
    const [first] = addresses;
    if (error !== null) done(error, "");
    else if (first === undefined) done(notPublic(host), "");
    else if (options.all === true) done(null, addresses);
    else done(null, first.address, first.family);
  });
};

/** Connects to a public address of a host. @throws {RefusedError} when it has none. */
export async function openPublicTcp(authority: Authority): Promise<Socket> {
  if (isIP(authority.host) !== 0 && !isPublicAddress(authority.host)) throw notPublic(authority.host);
  return await openTcp(authority, publicLookup);
}

/** Connects, wherever that is. */
export async function openTcp({ host, port }: Authority, lookup?: LookupFunction): Promise<Socket> {
  return await new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, ...(lookup === undefined ? {} : { lookup }) });
    const fail = (error: unknown): void => {
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(Object.assign(new Error("dial"), { code: "ETIMEDOUT" })), DIAL_MS);
    socket.once("error", fail);
    socket.once("close", () => clearTimeout(timer));
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", fail);
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      resolve(socket);
    });
  });
}
