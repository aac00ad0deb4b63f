import { age } from "./age.ts";
import { aiModels } from "./ai-models.ts";
import { anthropic } from "./anthropic.ts";
import { artifactory } from "./artifactory.ts";
import { atlassian } from "./atlassian.ts";
import { aws } from "./aws.ts";
import { azure } from "./azure.ts";
import { cloudflare } from "./cloudflare.ts";
import { credentialFiles } from "./credential-files.ts";
import { databases } from "./databases.ts";
import { developerTools } from "./developer-tools.ts";
import { digitalOcean } from "./digitalocean.ts";
import { discord } from "./discord.ts";
import { fly } from "./fly.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { googleServiceAccount } from "./google-service-account.ts";
import { google } from "./google.ts";
import { grafana } from "./grafana.ts";
import { hashicorp } from "./hashicorp.ts";
import { hosting } from "./hosting.ts";
import { jwt } from "./jwt.ts";
import { kubernetesSecret } from "./kubernetes-secret.ts";
import { mail } from "./mail.ts";
import { monitoring } from "./monitoring.ts";
import { netrc } from "./netrc.ts";
import { npm } from "./npm.ts";
import { openai } from "./openai.ts";
import { payments } from "./payments.ts";
import { privateKey } from "./private-key.ts";
import { pypi } from "./pypi.ts";
import { registries } from "./registries.ts";
import { secretManagers } from "./secret-managers.ts";
import { sentry } from "./sentry.ts";
import { shopify } from "./shopify.ts";
import { slack } from "./slack.ts";
import { stripe } from "./stripe.ts";
import { telegram } from "./telegram.ts";
import { url } from "./url.ts";
import { vercel } from "./vercel.ts";
import { webhooks } from "./webhooks.ts";
import { workplace } from "./workplace.ts";
import type { NativeRule } from "./native-rule.ts";

/** Every token format that is recognised by its structure. */
export const nativeRules: readonly NativeRule[] = [
  ...age,
  ...aiModels,
  ...anthropic,
  ...artifactory,
  ...atlassian,
  ...aws,
  ...azure,
  ...cloudflare,
  ...credentialFiles,
  ...databases,
  ...developerTools,
  ...digitalOcean,
  ...discord,
  ...fly,
  ...github,
  ...gitlab,
  ...googleServiceAccount,
  ...google,
  ...grafana,
  ...hashicorp,
  ...hosting,
  ...jwt,
  ...kubernetesSecret,
  ...mail,
  ...monitoring,
  ...netrc,
  ...npm,
  ...openai,
  ...payments,
  ...privateKey,
  ...pypi,
  ...registries,
  ...secretManagers,
  ...sentry,
  ...shopify,
  ...slack,
  ...stripe,
  ...telegram,
  ...url,
  ...vercel,
  ...webhooks,
  ...workplace,
];
