import { BASE62, BASE64, BASE64URL, alphabet, DIGIT, LOWER_HEX, UPPER_BASE36 } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken, type ServiceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

const source = "https://docs.slack.dev/authentication/tokens";
const domains = ["slack.com"];

const id = run(DIGIT, 9, 14);

export const slack: readonly NativeRule[] = [
  slackToken("slack-bot-token", "Slack bot token", {
    literals: ["xoxb-"],
    body: [id, "-", id, "-", run(BASE62, 18, 34)],
  }),
  slackToken("slack-legacy-bot-token", "Slack legacy bot token", {
    literals: ["xoxb-"],
    body: [id, "-", run(BASE62, 18, 26)],
  }),
  slackToken("slack-user-token", "Slack user token", {
    literals: ["xoxp-", "xoxe-"],
    body: [id, "-", id, "-", id, "-", run(BASE62, 26, 34)],
  }),
  slackToken("slack-session-token", "Slack session token", {
    literals: ["xoxc-"],
    body: [id, "-", id, "-", id, "-", run(LOWER_HEX, 64)],
  }),
  slackToken("slack-session-cookie", "Slack session cookie", {
    literals: ["xoxd-"],
    body: [run(alphabet(`${BASE64.characters}%-_=`), 80, 512)],
  }),
  slackToken("slack-app-token", "Slack app-level token", {
    literals: ["xapp-"],
    body: [run(DIGIT, 1), "-", run(UPPER_BASE36, 8, 14), "-", run(DIGIT, 8, 15), "-", run(LOWER_HEX, 64)],
  }),
  slackToken("slack-configuration-token", "Slack app configuration token", {
    literals: ["xoxe.xoxb-", "xoxe.xoxp-"],
    body: [run(DIGIT, 1), "-", run(BASE64URL, 146, 180)],
  }),
  slackToken("slack-configuration-refresh-token", "Slack app configuration refresh token", {
    literals: ["xoxe-"],
    body: [run(DIGIT, 1), "-", run(BASE64URL, 140, 160)],
  }),
  slackToken("slack-workspace-token", "Slack workspace token", {
    literals: ["xoxa-", "xoxr-"],
    body: [run(DIGIT, 1), "-", id, "-", id, "-", id, "-", run(BASE62, 18, 48)],
  }),
  slackToken("slack-legacy-token", "Slack legacy token", {
    literals: ["xoxs-", "xoxo-"],
    body: [id, "-", id, "-", id, "-", run(BASE62, 10, 64)],
  }),
  slackToken("slack-webhook", "Slack incoming webhook", {
    literals: ["hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/"],
    body: [run(BASE64, 40, 80)],
  }),
];

function slackToken(
  ruleId: string,
  description: string,
  { literals, body }: Pick<ServiceToken, "literals" | "body">,
): NativeRule {
  return serviceToken(ruleId, description, { source, domains, literals, body });
}
