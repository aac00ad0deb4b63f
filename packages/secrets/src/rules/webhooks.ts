import { BASE62, BASE64URL, DIGIT, HEX, LOWER_HEX } from "../token/alphabet.ts";
import { run, uuid } from "../token/part.ts";
import { serviceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

/** Addresses that are a credential: who knows them may post. Slack's are in `slack.ts`. */
export const webhooks: readonly NativeRule[] = [
  serviceToken("discord-webhook", "Discord webhook", {
    source: "https://docs.discord.com/developers/resources/webhook",
    domains: ["discord.com", "discordapp.com"],
    literals: ["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
    body: [run(DIGIT, 17, 20), "/", run(BASE64URL, 60, 80)],
  }),
  serviceToken("teams-webhook", "Microsoft Teams webhook", {
    source:
      "https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook",
    domains: ["webhook.office.com"],
    literals: ["webhook.office.com/webhookb2/"],
    body: [...uuid(HEX), "@", ...uuid(HEX), "/IncomingWebhook/", run(LOWER_HEX, 32), "/", ...uuid(HEX)],
  }),
  serviceToken("zapier-webhook", "Zapier webhook", {
    source: "https://help.zapier.com/hc/en-us/articles/8496288690317",
    domains: ["hooks.zapier.com"],
    literals: ["hooks.zapier.com/hooks/catch/"],
    body: [run(DIGIT, 5, 10), "/", run(BASE62, 6, 20)],
  }),
];
