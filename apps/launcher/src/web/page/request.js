/** @import { PageRefusal } from "../wire.ts" */

/** An answer that is a refusal, in the dashboard's own words. */
export class RefusedError extends Error {
  /** @param {PageRefusal} refusal */
  constructor({ error, message, hint }) {
    super(hint === undefined ? message : `${message}. ${hint}`);
    this.rule = error;
  }
}

/**
 * Asks the dashboard; null where it answers without a body.
 * @param {"GET" | "POST"} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>}
 */
export async function request(method, path, body) {
  const response = await fetch(path, {
    method,
    redirect: "error",
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  }).catch(() => null);
  if (response === null)
    throw new Error("The dashboard does not answer; look whether it still runs in its terminal");
  if (response.status === 204) return null;
  const answer = await response.json();
  if (!response.ok) throw new RefusedError(answer);
  return answer;
}

/**
 * @param {{ identity: string, id: string }} ref
 * @returns {string}
 */
export function proposalPath({ identity, id }) {
  return `proposals/${encodeURIComponent(identity)}/${encodeURIComponent(id)}`;
}
