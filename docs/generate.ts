import { writeFileSync } from "node:fs";
import { manifestReference } from "@claude-bottle/manifest";

writeFileSync(`${import.meta.dirname}/manifest.md`, manifestReference());
