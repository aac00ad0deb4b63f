/** Everything is looked for, in every encoding, and nothing in a push excuses anything. */
export const scanSetup = {
  hasNativeRules: true,
  config: "default",
  decodeDepth: 5,
  hasExtraEncodings: true,
  policy: { allowComments: false, pathAllowlists: false },
  ignore: null,
} as const;
