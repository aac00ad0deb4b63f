import type { Live } from "./live.ts";

export interface RouteView {
  host: string;
  path_allowlist: string[] | null;
  methods: string[] | null;
  /** Scheme and the slot's name; never its value. */
  auth: { scheme: string; slot: number; name: string } | null;
}

/** The routes in force, without values. */
export function routesView(live: Live): RouteView[] {
  return live.config.routes.map(({ host, path_allowlist, methods, auth }) => ({
    host,
    path_allowlist: path_allowlist ?? null,
    methods: methods ?? null,
    auth: auth === undefined ? null : { ...auth, name: live.slotNames[auth.slot] ?? "" },
  }));
}
