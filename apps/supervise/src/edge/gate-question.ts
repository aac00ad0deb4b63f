import { request } from "node:http";
import type { GateQuestion } from "../core/tools/proposal-tool.ts";
import type { Limits } from "./limits.ts";
import type { Timers } from "./timers.ts";

const ANSWERS: Readonly<Record<number, "known" | "unknown">> = { 204: "known", 404: "unknown" };

interface Patience {
  timers: Timers;
  limits: Limits;
}

/** Asks the git-gate at this address, within bounds. Whatever is no answer counts as none. */
export function gateQuestion(address: string, { timers, limits }: Patience): GateQuestion {
  return async (fingerprint) => {
    const url = new URL(`/findings/${encodeURIComponent(fingerprint)}`, address);
    const { promise, resolve } = Promise.withResolvers<"known" | "unknown" | "unreachable">();
    const asked = request(url, (response) => {
      response.resume();
      resolve(ANSWERS[response.statusCode ?? 0] ?? "unreachable");
    });
    asked.on("error", () => resolve("unreachable"));
    asked.end();
    using _ = timers.after(limits.gate, () => asked.destroy(new Error("It takes too long")));
    return await promise;
  };
}
