/** @import { PageRefusal } from "../wire.ts" */

/** No answer came: whether what was asked for was done is not known. */
export class LostError extends Error {
  constructor() {
    super("The dashboard's answer was lost. Look whether it still runs, and what still waits or is in force");
  }
}

/** An answer that is a refusal, in the dashboard's own words. */
class RefusedError extends Error {
  /** @param {PageRefusal} refusal */
  constructor({ message, hint }) {
    super(hint === undefined ? message : `${message}. ${hint}`);
  }
}

const TRIES = 4;
const PAUSE_MS = 300;

/**
 * Asks the dashboard; null where it answers without a body. What only looks is asked again when it is lost on the way:
 * Chromium gives up requests when a network interface comes or goes, as they do with every bottle.
 * @param {"GET" | "POST"} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>}
 */
export async function request(method, path, body) {
  for (let tries = method === "GET" ? TRIES : 1; ; tries -= 1) {
    const response = await send(method, path, body).catch(() => null);
    if (response?.status === 204) return null;
    const answer = await response?.json().catch(() => null);
    if (response?.ok && answer) return answer;
    if (answer) throw new RefusedError(answer);
    if (tries === 1) throw new LostError();
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** @param {"GET" | "POST"} method @param {string} path @param {object} [body] */
function send(method, path, body) {
  const sent = { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  return fetch(path, { method, redirect: "error", ...(body === undefined ? {} : sent) });
}

/**
 * A file that is in force in a bottle.
 * @param {{ identity: string, file: string }} ref
 * @returns {string}
 */
export function filePath({ identity, file }) {
  return `bottles/${encodeURIComponent(identity)}/${encodeURIComponent(file)}`;
}

/**
 * @param {{ identity: string, id: string }} ref
 * @returns {string}
 */
export function proposalPath({ identity, id }) {
  return `proposals/${encodeURIComponent(identity)}/${encodeURIComponent(id)}`;
}
