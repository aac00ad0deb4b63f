import { inRounds, median, pairedRatios } from "../pairing.ts";
import type { Measurement } from "../row.ts";
import type { System } from "./system.ts";

/** The systems of a run. mitmdump may not be had. */
export interface Systems {
  direct: System;
  ours: System;
  peer: System | null;
}

export interface Question {
  id: string;
  unit: string;
}

/** Values of each round, by system. */
export interface Rounds {
  direct: number[];
  ours: number[];
  peer: number[] | null;
}

/** Lets the systems take turns at one measurement. */
export async function takeTurns<R>(
  systems: Systems,
  rounds: number,
  measure: (system: System) => Promise<R>,
): Promise<{ direct: R[]; ours: R[]; peer: R[] | null }> {
  const { direct, ours, peer } = systems;
  const results = await inRounds(peer === null ? [direct, ours] : [direct, ours, peer], rounds, measure);
  return {
    direct: results.get(direct) ?? [],
    ours: results.get(ours) ?? [],
    peer: peer === null ? null : (results.get(peer) ?? []),
  };
}

/** Medians of the rounds, and the median of their ratios. */
export function compared({ id, unit }: Question, { direct, ours, peer }: Rounds): Measurement {
  const ratios = peer === null ? [] : pairedRatios(ours, peer);
  const known = direct.filter((value) => Number.isFinite(value));
  return {
    row: {
      id,
      unit,
      ours: median(ours),
      peer: peer === null ? null : median(peer),
      ratio: ratios.length === 0 ? null : median(ratios),
    },
    ratios,
    ...(known.length === 0 ? {} : { direct: median(known) }),
  };
}
