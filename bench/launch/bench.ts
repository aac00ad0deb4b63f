import type { Bench } from "../row.ts";
export const launch: Bench = () => Promise.resolve([]);
