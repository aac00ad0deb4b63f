import { alphabet, BASE62, BASE64, DIGIT, UPPER_BASE36 } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

const audience = [
  "*.azure.com",
  "*.windows.net",
  "*.azure.net",
  "*.azurecr.io",
  "*.microsoftonline.com",
  "*.visualstudio.com",
  "*.microsoft.com",
];

/** Base64, and base64url as Azure Functions write it. */
const KEY = alphabet(`${BASE64.characters}-_`);
const SECRET = alphabet(`${BASE62.characters}~._-`);

export const azure: readonly NativeRule[] = [
  tokenRule({
    id: "azure-annotated-key",
    description: "Azure key in the common annotated form",
    source: "https://github.com/microsoft/security-utilities",
    audience,
    confidence: "high",
    literals: ["JQQJ99", "JQQJ9D", "JQQJ9H"],
    left: run(BASE62, 52),
    body: [run(UPPER_BASE36, 1), run(alphabet("ABCDEFGHIJKL"), 1), run(BASE62, 24)],
  }),
  signed("azure-account-key", "Azure Storage, Cosmos DB, Batch or API Management key", {
    signatures: ["+ASt", "ACDb", "+ABa", "APIM"],
    before: 76,
    padding: "==",
  }),
  signed("azure-messaging-key", "Azure Service Bus, Event Hubs, Relay, IoT Hub or Redis key", {
    signatures: ["+ASb", "+AEh", "+ARm", "AIoT", "AzCa"],
    before: 33,
    padding: "=",
  }),
  signed("azure-function-key", "Azure Functions key", { signatures: ["AzFu"], before: 44, padding: "==" }),
  signed("azure-search-key", "Azure AI Search or Container Registry key", {
    signatures: ["AzSe", "+ACR"],
    before: 42,
    padding: "",
  }),
  tokenRule({
    id: "entra-client-secret",
    description: "Microsoft Entra client secret",
    source: "https://learn.microsoft.com/purview/sit-defn-azure-ad-client-secret",
    audience,
    confidence: "high",
    literals: DIGIT.characters.split("").map((digit) => `${digit}Q~`),
    left: run(SECRET, 3),
    body: [run(SECRET, 31, 34)],
  }),
];

interface Signature {
  /** Fixed text of the service, four characters at a fixed place. */
  signatures: readonly string[];
  before: number;
  padding: string;
}

/** The first form of identifiable keys: random bits in base64 with a signature before the last six characters, which are a checksum. */
function signed(id: string, description: string, { signatures, before, padding }: Signature): NativeRule {
  return tokenRule({
    id,
    description,
    source: "https://github.com/microsoft/security-utilities",
    audience,
    confidence: "high",
    literals: signatures,
    left: run(KEY, before),
    body: padding === "" ? [run(KEY, 6)] : [run(KEY, 6), padding],
  });
}
