import { defineGroup } from "../define-group.ts";
import { approveProposal } from "./approve.ts";
import { listProposals } from "./list.ts";
import { modifyProposal } from "./modify.ts";
import { rejectProposal } from "./reject.ts";
import { showProposal } from "./show.ts";

export const proposals = defineGroup({
  name: "proposals",
  summary: "Decide what agents ask for: list, show, approve, modify, reject",
  commands: [listProposals, showProposal, approveProposal, modifyProposal, rejectProposal],
});
