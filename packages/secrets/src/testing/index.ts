export { seededRandom } from "../rules/testing/seeded-random.ts";
export { sampleToken } from "./sample-token.ts";
