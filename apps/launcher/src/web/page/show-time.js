const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const hour = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

/**
 * A time (ISO 8601) in the operator's own zone.
 * @param {string} time
 * @param {"day" | "hour"} form
 */
export function timeElement(time, form) {
  const shown = document.createElement("time");
  const at = new Date(time);
  shown.dateTime = time;
  shown.textContent = Number.isNaN(at.getTime()) ? time : (form === "day" ? day : hour).format(at);
  return shown;
}
