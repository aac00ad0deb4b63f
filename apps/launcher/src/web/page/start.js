/** Most times that a page which did not load is loaded anew by itself. */
const MOST_TRIES = 5;
const PAUSE_MS = 500;

// A file may be lost on the way: Chromium gives up requests when a network interface comes or goes, as they do with
// every bottle. The token is still in the address then.
import("./main.js").catch((error) => {
  const tries = Number(history.state ?? 0);
  if (tries >= MOST_TRIES) throw error;
  history.replaceState(tries + 1, "");
  setTimeout(() => location.reload(), PAUSE_MS);
});
