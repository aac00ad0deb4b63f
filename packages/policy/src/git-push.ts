import { decodedFully } from "./readings.ts";

const SERVICE = "git-receive-pack";
const SEGMENT = /(?:^|\/)git-receive-pack(?:$|[/;?\s\0])/i;
const REFS = /\/info\/refs(?:$|[/;?\s\0])/i;
const MEDIA_TYPE = /x-git-receive-pack/i;
const WRITES = new Set("PUT POST PATCH DELETE MKCOL MOVE COPY LOCK UNLOCK PROPPATCH".split(" "));
const REPOSITORY = /\.git\/(?:objects|refs|info|head|packed-refs|hooks|config)(?:$|\/)/i;
const LFS_BATCH = /\/info\/lfs\/objects\/batch(?:$|[/;?])/i;
const LFS_LOCKS = /\/info\/lfs\/locks(?:$|[/;?])/i;

export interface GitRequest {
  method: string;
  readings: readonly string[];
  query: string;
  /** Values of `Content-Type` and `Accept`. */
  types: readonly string[];
}

const isRead = (method: string): boolean => method === "GET" || method === "HEAD" || method === "OPTIONS";

/** A batch of Git LFS: whether it is a push stands in its body. */
export function isLfsBatch({ method, readings }: GitRequest): boolean {
  return !isRead(method) && readings.some((path) => LFS_BATCH.test(path));
}

/** A push over git's protocols, however it is spelt; the gate is the only way to write. */
export function isGitPush(request: GitRequest): boolean {
  const { method, readings, query, types } = request;
  if (readings.some((path) => SEGMENT.test(path)) || SEGMENT.test(decodedFully(readings[0] ?? "")))
    return true;
  if (types.some((type) => MEDIA_TYPE.test(type))) return true;
  if (query !== "" && readings.some((path) => REFS.test(path))) {
    const asked = decodedFully(query.replaceAll("+", " ")).toLowerCase();
    if (asked.includes(SERVICE)) return true;
  }
  if (!WRITES.has(method)) return false;
  if (readings.some((path) => LFS_LOCKS.test(path))) return true;
  // WebDAV, the oldest way to push
  return readings.some((path) => REPOSITORY.test(path) && !(method === "POST" && LFS_BATCH.test(path)));
}
