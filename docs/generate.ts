import { writeFileSync } from "node:fs";
import { manifestReference } from "@claude-bottle/manifest";
import { cliReference } from "../apps/launcher/src/cli/reference.ts";

writeFileSync(`${import.meta.dirname}/manifest.md`, manifestReference());
writeFileSync(`${import.meta.dirname}/cli.md`, cliReference());
