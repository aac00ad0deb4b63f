import { pipelockContract } from "./pipelock.contract.ts";
import { standInCommand } from "./pipelock-process.ts";

pipelockContract("the stand-in for pipelock", standInCommand);
