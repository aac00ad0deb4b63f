import { writeFileSync } from "node:fs";
import { manifestJsonSchema, manifestReference } from "@claude-bottle/manifest";
import { rulesReference } from "../packages/secrets/src/report/rules-reference.ts";
import { manPage } from "../apps/launcher/src/cli/man-page.ts";
import { cliReference } from "../apps/launcher/src/cli/reference.ts";

writeFileSync(`${import.meta.dirname}/manifest.md`, manifestReference());
writeFileSync(`${import.meta.dirname}/cli.md`, cliReference());
writeFileSync(`${import.meta.dirname}/secret-rules.md`, rulesReference());
writeFileSync(`${import.meta.dirname}/claude-bottle.1`, manPage());
writeFileSync(
  `${import.meta.dirname}/manifest.schema.json`,
  `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`,
);
