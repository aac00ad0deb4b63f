import { LostError, request } from "./request.js";

const TOKEN = /^#([\w-]{43})$/;

/** Most times that a token is sent: where no answer came, it may not have arrived. */
const TRIES = 4;

/**
 * Exchanges the token of the address for a session, and takes it out of the address and of the history at once.
 * Rejects where this browser then has no session.
 */
export async function exchangeToken() {
  const token = TOKEN.exec(location.hash)?.[1];
  /** @type {unknown} */
  let refused = null;
  if (token !== undefined) {
    history.replaceState(null, "", location.pathname);
    for (let tries = 0; tries < TRIES; tries += 1) {
      refused = null;
      await request("POST", "session", { token }).catch((error) => {
        refused = error;
      });
      if (!(refused instanceof LostError)) break;
    }
  }
  // An address that is opened a second time by the browser that used it is no mistake
  await request("GET", "session").catch((error) => {
    throw refused ?? error;
  });
}
