import { BASE62, BASE64URL } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

const audience = ["*.googleapis.com", "*.google.com", "*.run.app"];

export const google: readonly NativeRule[] = [
  tokenRule({
    id: "google-api-key",
    description: "Google API key",
    source: "https://docs.cloud.google.com/docs/authentication/api-keys",
    audience,
    confidence: "medium",
    literals: ["AIza"],
    // Names a project rather than a person, and many are published: https://firebase.google.com/docs/projects/api-keys
    introduced: true,
    body: [run(BASE64URL, 35)],
  }),
  tokenRule({
    id: "google-bound-api-key",
    description: "Google API key bound to a service account",
    source: "https://ai.google.dev/gemini-api/docs/api-key",
    audience,
    confidence: "high",
    literals: ["AQ.Ab8RN6"],
    body: [run(BASE64URL, 44)],
  }),
  tokenRule({
    id: "google-oauth-secret",
    description: "Google OAuth client secret",
    source: "https://developers.google.com/identity/protocols/oauth2",
    audience,
    confidence: "high",
    literals: ["GOCSPX-"],
    body: [run(BASE64URL, 28)],
  }),
  tokenRule({
    id: "google-access-token",
    description: "Google OAuth access token",
    source: "https://developers.google.com/identity/protocols/oauth2#size",
    audience,
    confidence: "medium",
    literals: ["ya29."],
    body: [run(BASE64URL, 60, 2048)],
  }),
  tokenRule({
    id: "google-refresh-token",
    description: "Google OAuth refresh token",
    source: "https://developers.google.com/identity/protocols/oauth2#size",
    audience,
    confidence: "medium",
    literals: ["1//0"],
    body: [run(BASE62, 1), run(BASE64URL, 60, 512)],
  }),
];
