import { BASE62, BASE64URL, LETTER, LOWER_HEX, LOWER_BASE36, UPPER_BASE36 } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

/** Services that run models, each with one prefix of its own. */
export const aiModels: readonly NativeRule[] = [
  serviceToken("openrouter-key", "OpenRouter API key", {
    source: "https://openrouter.ai/docs/api-reference/authentication",
    literals: ["sk-or-v1-"],
    body: [run(LOWER_HEX, 64)],
    domains: ["openrouter.ai"],
  }),
  serviceToken("groq-key", "Groq API key", {
    source: "https://console.groq.com/docs/quickstart",
    literals: ["gsk_"],
    body: [run(BASE62, 52)],
    domains: ["groq.com"],
  }),
  serviceToken("xai-key", "xAI API key", {
    source: "https://docs.x.ai/docs/tutorial",
    literals: ["xai-"],
    body: [run(BASE64URL, 70, 120)],
    domains: ["x.ai"],
  }),
  serviceToken("perplexity-key", "Perplexity API key", {
    source: "https://docs.perplexity.ai/getting-started/quickstart",
    literals: ["pplx-"],
    body: [run(BASE62, 48)],
    domains: ["perplexity.ai"],
  }),
  serviceToken("cerebras-key", "Cerebras API key", {
    source: "https://inference-docs.cerebras.ai/quickstart",
    literals: ["csk-"],
    body: [run(LOWER_BASE36, 48)],
    domains: ["cerebras.ai"],
  }),
  serviceToken("replicate-token", "Replicate API token", {
    source: "https://replicate.com/docs/topics/security/api-tokens",
    literals: ["r8_"],
    body: [run(BASE62, 37)],
    domains: ["replicate.com"],
  }),
  serviceToken("together-key", "Together AI API key", {
    source: "https://docs.together.ai/docs/api-keys-authentication",
    literals: ["tgp_v1_"],
    body: [run(BASE64URL, 43)],
    domains: ["together.xyz"],
  }),
  serviceToken("nvidia-key", "NVIDIA API key", {
    source: "https://docs.nvidia.com/nim/",
    literals: ["nvapi-"],
    body: [run(BASE64URL, 60, 70)],
    domains: ["nvidia.com"],
  }),
  serviceToken("runpod-key", "RunPod API key", {
    source: "https://docs.runpod.io/get-started/api-keys",
    literals: ["rpa_"],
    apart: true,
    body: [run(UPPER_BASE36, 40), run(BASE62, 6)],
    domains: ["runpod.io"],
  }),
  serviceToken("elevenlabs-key", "ElevenLabs API key", {
    source: "https://elevenlabs.io/docs/api-reference/authentication",
    literals: ["sk_"],
    apart: true,
    body: [run(LOWER_HEX, 48)],
    domains: ["elevenlabs.io"],
  }),
  serviceToken("pinecone-key", "Pinecone API key", {
    source: "https://docs.pinecone.io/guides/projects/manage-api-keys",
    literals: ["pcsk_"],
    body: [run(BASE62, 5, 6), "_", run(BASE62, 63)],
    domains: ["pinecone.io"],
  }),
  serviceToken("weights-and-biases-key", "Weights & Biases API key", {
    source: "https://docs.wandb.ai/platform/hosting/env-vars",
    literals: ["wandb_v1_"],
    body: [run(BASE64URL, 77)],
    domains: ["wandb.ai"],
  }),
  serviceToken("langsmith-key", "LangSmith API key", {
    source: "https://docs.langchain.com/langsmith/create-account-api-key",
    literals: ["lsv2_pt_", "lsv2_sk_"],
    body: [run(LOWER_HEX, 32), "_", run(LOWER_HEX, 10)],
    domains: ["langchain.com"],
  }),
  serviceToken("hugging-face-token", "Hugging Face token", {
    source: "https://huggingface.co/docs/hub/security-tokens",
    literals: ["hf_", "api_org_"],
    body: [run(LETTER, 34)],
    domains: ["huggingface.co"],
  }),
];
