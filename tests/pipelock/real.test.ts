import { test } from "vitest";
import { pipelockContract } from "./pipelock.contract.ts";

const binary = process.env["CLAUDE_BOTTLE_PIPELOCK_BINARY"] ?? "";
const missing = binary === "" ? ["CLAUDE_BOTTLE_PIPELOCK_BINARY names no binary of pipelock 2.3.0"] : [];

for (const path of missing.length === 0 ? [binary] : []) pipelockContract("the real pipelock", [path]);

for (const why of missing) test(`the real pipelock is not run: ${why}`, (context) => context.skip(why));
