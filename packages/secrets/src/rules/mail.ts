import { BASE62, BASE64URL, DIGIT, HEX, LOWER_HEX } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

/** Services that send mail and messages. */
export const mail: readonly NativeRule[] = [
  serviceToken("sendgrid-key", "SendGrid API key", {
    source: "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
    domains: ["sendgrid.com", "sendgrid.net"],
    literals: ["SG."],
    body: [run(BASE64URL, 22), ".", run(BASE64URL, 43)],
  }),
  serviceToken("mailgun-key", "Mailgun API key", {
    source: "https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth",
    domains: ["mailgun.net", "mailgun.com"],
    literals: ["key-"],
    apart: true,
    body: [run(LOWER_HEX, 32)],
  }),
  serviceToken("mailchimp-key", "Mailchimp API key", {
    source: "https://mailchimp.com/developer/marketing/guides/quick-start/",
    domains: ["mailchimp.com"],
    literals: ["-us"],
    left: run(LOWER_HEX, 32),
    body: [run(DIGIT, 1, 2)],
  }),
  serviceToken("brevo-key", "Brevo API or SMTP key", {
    source: "https://developers.brevo.com/docs/api-key-authentication",
    domains: ["brevo.com", "sendinblue.com"],
    literals: ["xkeysib-", "xsmtpsib-"],
    body: [run(HEX, 64), "-", run(BASE62, 16)],
  }),
  serviceToken("mailersend-token", "MailerSend API token", {
    source: "https://developers.mailersend.com/general.html#authentication",
    domains: ["mailersend.com"],
    literals: ["mlsn."],
    body: [run(HEX, 64)],
  }),
  serviceToken("resend-key", "Resend API key", {
    source: "https://resend.com/docs/api-reference/introduction",
    domains: ["resend.com"],
    literals: ["re_"],
    apart: true,
    body: [run(BASE62, 8), "_", run(BASE62, 24)],
  }),
];
