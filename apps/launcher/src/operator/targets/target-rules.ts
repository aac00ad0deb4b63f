import type { Secret } from "@claude-bottle/shared";
import type { LiveBottle } from "../live-bottle.ts";
import type { Target, TargetOf } from "../target.ts";
import type { Applied } from "./applied.ts";

/** Ends the bottle and has it resumed with another image; gives what the operator does next. */
export type ChangeCapability = (bottle: LiveBottle, dockerfile: string) => Promise<Applied>;

/** What putting a target in force may touch besides the bottle. */
export interface Means {
  /** The values of these references, from where the manifest says that they are. @throws {BottleError} `token-missing` */
  tokens(references: readonly string[]): Promise<Secret[]>;
  changeCapability: ChangeCapability;
  /** The Dockerfile that a bottle is resumed with; null: its own of before. */
  nextDockerfile(identity: string): Promise<string | null>;
}

/** How one kind of target is put in force: as a whole or not at all. */
export interface TargetRules<Of extends Target["of"]> {
  apply(bottle: LiveBottle, target: TargetOf<Of>, means: Means): Promise<Applied>;
  isInForce(bottle: LiveBottle, target: TargetOf<Of>): Promise<boolean>;
}
