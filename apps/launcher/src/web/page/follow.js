import { request } from "./request.js";

/** @import { PageDecisions, PageState } from "../wire.ts" */

/**
 * @typedef {"connecting" | "live" | "lost" | "ended" | "replaced" | "refused"} Connection
 * @typedef {object} Follower
 * @property {(state: PageState) => void} onState
 * @property {(decisions: PageDecisions) => void} onDecisions
 * @property {(connection: Connection, why: string) => void} onConnection
 */

/**
 * Follows what is live. A lost connection is tried anew by the browser, and begins with what there is then.
 * @param {Follower} follower
 * @returns {() => void} connects anew where this page was replaced
 */
export function follow({ onState, onDecisions, onConnection }) {
  let isReplaced = false;

  const connect = () => {
    isReplaced = false;
    onConnection("connecting", "Connecting");
    const source = new EventSource("events");
    /** @param {Connection} connection @param {string} why */
    const end = (connection, why) => {
      source.close();
      onConnection(connection, why);
    };
    source.addEventListener("open", () => onConnection("live", "Live"));
    source.addEventListener("state", ({ data }) => onState(JSON.parse(data)));
    source.addEventListener("decisions", ({ data }) => onDecisions(JSON.parse(data)));
    source.addEventListener("ended", () => end("ended", "Ended in its terminal"));
    source.addEventListener("replaced", () => {
      isReplaced = true;
      end("replaced", "Not live: other pages took this one's place");
    });
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CONNECTING)
        return onConnection("lost", "Connection lost, trying again");
      request("GET", "session").then(
        () => end("lost", "Connection lost; reload the page"),
        (error) => end("refused", error.message),
      );
    });
  };
  const again = () => {
    if (isReplaced) connect();
  };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") again();
  });
  connect();
  return again;
}
