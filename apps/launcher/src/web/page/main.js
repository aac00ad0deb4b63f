import { announce } from "./announce.js";
import { approveDialog } from "./approve-dialog.js";
import { loadAudit } from "./audit-logs.js";
import { showDecisions } from "./decision-table.js";
import { byId } from "./elements.js";
import { editDialog } from "./edit-dialog.js";
import { exchangeToken } from "./exchange-token.js";
import { follow } from "./follow.js";
import { modifyDialog } from "./modify-dialog.js";
import { openDetail } from "./open-detail.js";
import { keyOf, showProposals } from "./proposal-list.js";
import { rejectDialog } from "./reject-dialog.js";
import { showOutcome } from "./show-outcome.js";
import { showState } from "./show-state.js";

/** @import { Connection } from "./follow.js" */
/** @import { ProposalRow } from "../../operator/operator.ts" */

/** @type {readonly ProposalRow[]} */
let proposals = [];
let isAuditShown = false;

const list = () => showProposals(proposals, { chosen: open.chosen(), choose: (row) => open.choose(row) });
const open = openDetail({
  onChange: list,
  onDetail(detail) {
    dialogs.approve.change(detail);
    dialogs.modify.change(detail);
  },
});

/** @param {string} did @returns {Parameters<typeof approveDialog>[0]} */
const decided =
  (did) =>
  (outcome, { identity, summary }) =>
    showOutcome(`${did}: ${summary} in ${identity}`, outcome);
const dialogs = {
  approve: approveDialog(decided("Approved")),
  modify: modifyDialog(decided("Approved as modified")),
  reject: rejectDialog(decided("Rejected")),
};

const edit = editDialog((outcome, { identity, file }) =>
  showOutcome(`In force: the edited ${file} in ${identity}`, outcome),
);

for (const [name, dialog] of Object.entries(dialogs)) {
  byId(`detail-${name}`, HTMLButtonElement).addEventListener("click", () => {
    const detail = open.detail();
    if (detail !== null) dialog.show(detail);
  });
}

byId("audit-load", HTMLButtonElement).addEventListener("click", () => {
  isAuditShown = true;
  void loadAudit();
});

/** @param {Connection} connection @param {string} why */
function showConnection(connection, why) {
  const place = byId("connection", HTMLElement);
  place.dataset["state"] = connection;
  place.textContent = why;
  byId("reconnect", HTMLElement).hidden = connection !== "replaced";
}

try {
  await exchangeToken();
  const again = follow({
    onState(state) {
      proposals = state.proposals;
      showState(state, (identity, file) => void edit.open(identity, file));
      open.update(proposals);
      list();
      const keys = new Set(proposals.map(keyOf));
      for (const dialog of Object.values(dialogs)) dialog.update(keys);
      edit.update(new Set(state.bottles.map(({ identity }) => identity)));
      announce(proposals);
      if (isAuditShown) void loadAudit();
    },
    onDecisions: showDecisions,
    onConnection: showConnection,
  });
  byId("reconnect", HTMLButtonElement).addEventListener("click", again);
} catch (error) {
  showConnection("refused", error instanceof Error ? error.message : String(error));
}
