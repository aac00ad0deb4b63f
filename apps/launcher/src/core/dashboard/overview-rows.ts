import type { BottleDecision, BottleRow, ProposalRow } from "../../operator/operator.ts";
import { cells, pad } from "./fit.ts";
import { foldedRows, type Row, row, type Size, type Span } from "./row.ts";
import { share } from "./share.ts";
import { keyOf, selectedIndex, type Panel, type State } from "./state.ts";
import { visible } from "./visible.ts";
import { count, kindWords, minuteOf, secondOf } from "./words.ts";

/** Fewer rows than this have room for one list only. */
const ROOM_FOR_ALL = 9;
const TROUBLE_ROWS = 4;
const NARROW = 60;

/** Proposals, bottles and decisions one under the other; of little room, the list with the selection. */
export function overviewRows(state: State, { columns, rows }: Size): Row[] {
  const { proposals, bottles, trouble } = state.overview;
  const troubles = trouble
    .flatMap((sentence) => foldedRows(visible(sentence), columns, { label: "! ", tone: "bad" }))
    .slice(0, Math.min(TROUBLE_ROWS, Math.ceil(rows / 3)));
  const left = rows - troubles.length;
  const widths = { proposals: columnOf(proposals), bottles: columnOf(bottles) };
  const list = (panel: Panel, height: number): Row[] =>
    section(state, panel, {
      height,
      line(index) {
        const look = { columns, width: widths[panel] };
        const proposal = panel === "proposals" ? proposals[index] : undefined;
        if (proposal !== undefined) return proposalLine(state, proposal, look);
        const bottle = bottles[index];
        return bottle === undefined ? [] : bottleLine(bottle, look);
      },
    });
  if (left < ROOM_FOR_ALL) return [...troubles, ...list(state.panel, left)];
  const wants = [1 + Math.max(1, proposals.length), 1 + Math.max(1, bottles.length), left];
  const [first = 0, second = 0, third = 0] = share(left, wants);
  return [
    ...troubles,
    ...list("proposals", first),
    ...list("bottles", second),
    ...decisionRows(state, columns, third),
  ];
}

const headings = { proposals: "Pending", bottles: "Bottles" } as const;
const nothing = { proposals: "nothing", bottles: "none runs" } as const;

interface Section {
  height: number;
  /** The line at this place of the list. */
  line: (index: number) => Row;
}

function section(state: State, panel: Panel, { height, line }: Section): Row[] {
  const { length } = state.overview[panel];
  const room = Math.max(1, height - 1);
  const selected = selectedIndex(state, panel);
  const from = Math.max(0, Math.min(selected - Math.floor(room / 2), length - room));
  const until = Math.min(length, from + room);
  const heading: Row = [
    { text: `${headings[panel]} ${length}`, tone: "title" },
    { text: length > room ? `  ${from + 1}-${until} of ${length}` : "", tone: "dim" },
  ];
  if (length === 0) return [heading, row(`  ${nothing[panel]}`, "dim")].slice(0, height);
  const shown: Row[] = [];
  for (let index = from; index < until; index += 1) {
    const isSelected = state.panel === panel && index === selected;
    shown.push(isSelected ? marked(line(index)) : [{ text: "  ", tone: "plain" }, ...line(index)]);
  }
  return [heading, ...shown].slice(0, height);
}

const marked = (spans: Row): Row => [
  { text: "> ", tone: "key" },
  ...spans.map(({ text, tone }): Span => ({ text, tone: tone === "plain" ? "selected" : tone })),
];

/** How wide the screen is, and the column of names. */
interface Look {
  columns: number;
  width: number;
}

function proposalLine(state: State, proposal: ProposalRow, { columns, width }: Look): Row {
  const kind = pad(kindWords[proposal.kind], 7);
  const who = pad(visible(proposal.identity), width);
  const time = columns < NARROW ? "" : `${minuteOf(proposal.time)}  `;
  const isDeciding = state.deciding.includes(keyOf(proposal));
  return [
    { text: `${time}${kind}  ${who}  `, tone: proposal.isAlive ? "plain" : "dim" },
    ...(proposal.isAlive ? [] : [{ text: "bottle gone: ", tone: "warning" as const }]),
    ...(isDeciding ? [{ text: "being decided: ", tone: "warning" as const }] : []),
    { text: visible(proposal.summary), tone: proposal.isAlive ? "plain" : "dim" },
  ];
}

function bottleLine(bottle: BottleRow, { columns, width }: Look): Row {
  const who = pad(visible(bottle.identity), width);
  const since = columns < NARROW ? "" : `  since ${minuteOf(bottle.startedAt)}`;
  const pending = bottle.pending === 0 ? "" : `  ${bottle.pending} pending`;
  return [
    { text: `${who}  `, tone: "plain" },
    bottle.trouble === null
      ? { text: "runs", tone: "good" }
      : { text: `! ${visible(bottle.trouble)}`, tone: "bad" },
    { text: `${pending}${since}  ${visible(bottle.agent)} in ${visible(bottle.bottle)}`, tone: "plain" },
  ];
}

const columnOf = (lines: readonly { identity: string }[]): number =>
  Math.min(24, Math.max(0, ...lines.map(({ identity }) => cells(visible(identity)))));

const verdicts = { allow: "allowed", deny: "DENIED", warn: "warned" } as const;
const tones = { allow: "plain", deny: "bad", warn: "warning" } as const;

function decisionRows({ decisions }: State, columns: number, height: number): Row[] {
  if (height < 1) return [];
  const lines = decisions
    .slice(-Math.max(1, height - 1))
    .map(({ identity, decision }: BottleDecision): Row => {
      const time = columns < NARROW ? "" : `${secondOf(decision.time)}  `;
      const what = `${visible(decision.method)} ${visible(decision.host)}${visible(decision.path)}`;
      return [
        { text: `  ${time}`, tone: "plain" },
        { text: pad(verdicts[decision.verdict], 7), tone: tones[decision.verdict] },
        { text: `  ${visible(identity)}  ${what}`, tone: "plain" },
        { text: decision.verdict === "allow" ? "" : `  (${visible(decision.rule)})`, tone: "dim" },
      ];
    });
  const empty = [row("  none since this screen was opened", "dim")];
  const heading = row("Requests", "title");
  return [heading, ...(lines.length === 0 ? empty : lines)].slice(0, height);
}

/** `3 pending, 2 bottles` */
export function summaryOf({ overview }: State): string {
  return `${overview.proposals.length} pending, ${count(overview.bottles.length, "bottle")}`;
}
