#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

// Reading the sources anew takes longer than most commands; in the user's own directory nobody else can write to it
enableCompileCache(join(homedir(), ".cache", "claude-bottle", "compiled"));
const { program } = await import("./program.ts");
await program();
