import { writeFileSync } from "node:fs";
import { manifestReference } from "@claude-bottle/manifest";
import { rulesReference } from "../packages/secrets/src/report/rules-reference.ts";
import { cliReference } from "../apps/launcher/src/cli/reference.ts";

writeFileSync(`${import.meta.dirname}/manifest.md`, manifestReference());
writeFileSync(`${import.meta.dirname}/cli.md`, cliReference());
writeFileSync(`${import.meta.dirname}/secret-rules.md`, rulesReference());
