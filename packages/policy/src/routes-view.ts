import type { Live } from "./live.ts";

export interface RouteView {
  host: string;
  path_allowlist: string[] | null;
  methods: string[] | null;
  /** Scheme and the slot's name; never its value. */
  auth: { scheme: string; slot: number; name: string } | null;
}

/** The routes in force, without values. */
export function routesView(_live: Live): RouteView[] {
  throw new Error("being written");
}
