import { isPublicAddress, refuse, type Authority } from "@claude-bottle/policy";
import { lookup } from "node:dns";
import { connect, isIP, type LookupFunction, type Socket } from "node:net";
import { RefusedError } from "./refused-error.ts";

const KEEP_ALIVE_MS = 30_000;

/** Who says where a name leads, and who judges that. */
export interface Guard {
  lookup: LookupFunction;
  isPublic: (address: string) => boolean;
}

export const usualGuard: Guard = { lookup, isPublic: isPublicAddress };

const notPublic = (host: string): RefusedError =>
  new RefusedError(
    refuse("address", {
      what: `${host} has no public address`,
      fix: "Point the name to its address in the operator's private hosts if it is meant to be reached",
    }),
  );

/** Only public addresses come back, so that what was judged is what is dialled, whatever a name says next. */
function publicLookup({ lookup: resolve, isPublic }: Guard): LookupFunction {
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      const all = error === null && Array.isArray(found) ? found : [];
      const addresses = all.filter(({ address }) => isPublic(address));
      const [first] = addresses;
      if (error !== null) done(error, "");
      else if (first === undefined) done(notPublic(host), "");
      else if (options.all === true) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}

export interface OpenOptions {
  /** How long it may take, in milliseconds. */
  patience: number;
  lookup?: LookupFunction;
}

/** Connects to a public address of a host. @throws {RefusedError} when it has none. */
export async function openPublicTcp(authority: Authority, patience: number, guard: Guard): Promise<Socket> {
  if (isIP(authority.host) !== 0 && !guard.isPublic(authority.host)) throw notPublic(authority.host);
  const socket = await openTcp(authority, { patience, lookup: publicLookup(guard) });
  if (socket.remoteAddress !== undefined && guard.isPublic(socket.remoteAddress)) return socket;
  socket.destroy();
  throw notPublic(authority.host);
}

/** Connects, wherever that is. */
export async function openTcp({ host, port }: Authority, options: OpenOptions): Promise<Socket> {
  const { patience, ...how } = options;
  return await new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, ...how });
    const fail = (error: unknown): void => {
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(Object.assign(new Error("dial"), { code: "ETIMEDOUT" })), patience);
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
