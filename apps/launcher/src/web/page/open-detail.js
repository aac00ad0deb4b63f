import { byId } from "./elements.js";
import { showDetail, showNoDetail } from "./proposal-detail.js";
import { keyOf } from "./proposal-list.js";
import { proposalPath, request } from "./request.js";

/** @import { ProposalDetail, ProposalRow } from "../../operator/operator.ts" */

/**
 * The proposal that is open, kept as it is now: what is in force may change under it.
 * @param {{ onChange: () => void, onDetail: (detail: ProposalDetail) => void }} listener
 */
export function openDetail({ onChange, onDetail }) {
  /** @type {ProposalRow | null} */
  let row = null;
  /** @type {ProposalDetail | null} */
  let detail = null;
  let shown = "";
  let isLoading = false;
  let isStale = false;

  const load = async () => {
    isStale = true;
    if (isLoading) return;
    isLoading = true;
    while (isStale && row !== null) {
      isStale = false;
      const asked = row;
      try {
        /** @type {ProposalDetail} */
        const found = await request("GET", proposalPath(asked));
        if (row === asked) show(found);
      } catch (error) {
        if (row === asked)
          close("It cannot be shown", error instanceof Error ? error.message : String(error));
      }
    }
    isLoading = false;
  };

  /** Leaves everything as it is where nothing changed, a selection too. @param {ProposalDetail} found */
  const show = (found) => {
    detail = found;
    const text = JSON.stringify(found);
    if (text === shown) return;
    shown = text;
    showDetail(found);
    onDetail(found);
  };

  /** @param {string} title @param {string} message */
  const close = (title, message) => {
    row = null;
    detail = null;
    shown = "";
    showNoDetail(title, message);
    onChange();
  };

  return {
    /** Null: none is open, or it is not there yet. */
    detail: () => detail,
    chosen: () => (row === null ? null : keyOf(row)),
    /** @param {ProposalRow} chosen */
    choose(chosen) {
      row = chosen;
      detail = null;
      shown = "";
      showNoDetail("Loading", "");
      onChange();
      void load().then(() => byId("detail-title", HTMLElement).focus());
    },
    /** What waits now. @param {readonly ProposalRow[]} proposals */
    update(proposals) {
      if (row === null) return;
      const key = keyOf(row);
      const still = proposals.find((each) => keyOf(each) === key);
      if (still === undefined) return close("No proposal is open", "The one that was open has been decided.");
      row = still;
      void load();
    },
  };
}
