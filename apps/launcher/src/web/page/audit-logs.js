import { byId, make, the } from "./elements.js";
import { keepInStep } from "./keep-in-step.js";
import { request } from "./request.js";
import { showDiff } from "./show-diff.js";
import { timeElement } from "./show-time.js";
import { visible } from "./visible-text.js";

/** @import { AuditRow, PageAuditLog } from "../wire.ts" */

const HEADS = ["Line", "Time", "Action", "Why", "Notes", "Diff"];

const message = byId("audit-message", HTMLElement);

/** Reads all logs and shows them, each with whether its chain is whole. */
export async function loadAudit() {
  try {
    /** @type {PageAuditLog[]} */
    const logs = await request("GET", "audit");
    const broken = logs.filter((log) => log.broken !== null).length;
    message.textContent =
      logs.length === 0
        ? "Nothing was decided yet."
        : broken === 0
          ? "✓ Every chain is whole."
          : `✗ Broken chains: ${broken}`;
    keepInStep(byId("audit-logs", HTMLElement), logs, {
      key: ({ component, identity }) => `${component}/${identity}`,
      make: makeLog,
      update: fillLog,
    });
  } catch (error) {
    message.textContent = error instanceof Error ? error.message : String(error);
  }
}

function makeLog() {
  const head = make("tr", {}, ...HEADS.map(headCell));
  const table = make("table", {}, make("caption", {}), make("thead", {}, head), make("tbody", {}));
  const scroll = make("div", { className: "scroll" }, table);
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  return make("article", {}, make("h3", {}), make("p", { className: "chain" }), scroll);
}

/** @param {string} text */
function headCell(text) {
  const cell = make("th", {}, text);
  cell.scope = "col";
  return cell;
}

/** @param {HTMLElement} place @param {PageAuditLog} log */
function fillLog(place, { identity, component, broken, count, entries }) {
  the(place, "h3", HTMLElement).replaceChildren(visible(`${component} of ${identity}`));
  the(place, ".scroll", HTMLElement).setAttribute("aria-label", `Audit of ${component} of ${identity}`);
  the(place, ".chain", HTMLElement).replaceChildren(
    broken === null
      ? make("span", { className: "tag good" }, "✓ chain whole")
      : make("span", { className: "tag bad" }, "✗ chain broken: ", visible(broken)),
  );
  const shown = entries.length < count ? `The newest ${entries.length} of ${count}` : `${count} in all`;
  the(place, "caption", HTMLElement).textContent = `${shown}, newest first`;
  keepInStep(the(place, "tbody", HTMLElement), entries, {
    key: ({ sequence }) => String(sequence),
    make: () => make("tr", {}),
    update: (row, entry) => {
      // A line of the audit never changes; one that does is what the chain tells
      if (row.children.length === 0)
        row.append(...cellsOf(entry, `audit/${identity}/${component}/${entry.sequence}`));
    },
  });
}

/** @param {AuditRow} entry @param {string} path */
function cellsOf({ sequence, time, action, justification, notes, hasDiff }, path) {
  return [
    make("td", { className: "number" }, String(sequence)),
    make("td", {}, timeElement(time, "day")),
    make("td", {}, action),
    make("td", { className: "theirs" }, visible(justification)),
    make("td", { className: "theirs" }, visible(notes)),
    make("td", {}, hasDiff ? diffOf(path) : "none"),
  ];
}

/** Fetched when it is opened. @param {string} path */
function diffOf(path) {
  const place = make("pre", { className: "diff" });
  const details = make("details", {}, make("summary", {}, "Show"), place);
  details.addEventListener("toggle", () => {
    if (!details.open || place.hasChildNodes()) return;
    request("GET", path).then(
      ({ diff }) => showDiff(place, diff),
      (error) => place.replaceChildren(visible(error.message)),
    );
  });
  return details;
}
