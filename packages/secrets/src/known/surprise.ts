/** Pairs of letters that make up most of English and of the names that programs are made of. */
const USUAL_PAIRS = new Set(
  (
    "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi " +
    "ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc " +
    "et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv " +
    "ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke ey ui ag av fr up ap ok ck sk rd ds " +
    "ps tt ht ue va da do"
  ).split(" "),
);

/** Of the pairs of a run of letters that is read as a word, so many are usual; of random letters a fifth are. */
const WORD_SHARE = 0.6;

/** What all tokens of a kind have in common: public, or in public keys and certificates too. */
const PUBLIC_PARTS = [
  // header of a JSON Web Token, RFC 7515, and the name of its first claim
  /\beyJ[\w-]+\.eyJ[\w-]{0,17}/g,
  // object identifiers and lengths in base64 of DER: RFC 5958, RFC 8017, RFC 5915, RFC 8410
  /[\w+/]{0,12}NBgkqhkiG9w0BAQEFAA[\w+/]{0,24}/g,
  /MII\w{4}BAAKC[\w+/]{4}/g,
  /[\w+/]{0,28}CCqGSM49AwEH[\w+/]{0,12}/g,
  /MC4CAQAwBQYDK2VwBCIEI/g,
  // an unencrypted key as ssh-keygen writes it: the magic and `none`
  /b3BlbnNzaC1rZXktdjE[\w+/]{38}/g,
];

function lettersSurprise(letters: string): number {
  if (letters.length < 3) return 3;
  const small = letters.toLowerCase();
  let usual = 0;
  for (let at = 1; at < small.length; at += 1) if (USUAL_PAIRS.has(small.slice(at - 1, at + 1))) usual += 1;
  return usual / (small.length - 1) >= WORD_SHARE ? 0 : 4;
}

/**
 * How many bits each byte of a value says beyond what one could guess, roughly: letters of words nothing, other
 * letters 3 or 4, digits 3 or, where they count up, down or repeat, 1, usual punctuation nothing.
 */
export function surprise(value: Uint8Array): Uint8Array {
  const text = Buffer.from(value).toString("latin1");
  const bits = new Uint8Array(text.length).fill(3);
  for (const { 0: run, index } of text.matchAll(/[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[-_./:=@~ ]+/g)) {
    if (/[a-z]/i.test(run)) bits.fill(lettersSurprise(run), index, index + run.length);
    else if (!/[0-9]/.test(run)) bits.fill(0, index, index + run.length);
    else
      for (let at = index + 1; at < index + run.length; at += 1)
        if (Math.abs(text.charCodeAt(at) - text.charCodeAt(at - 1)) <= 1) bits[at] = 1;
  }
  for (const part of PUBLIC_PARTS)
    for (const { 0: run, index } of text.matchAll(part)) bits.fill(0, index, index + run.length);
  // what repeats says nothing new
  for (let at = 1; at < text.length; at += 1) if (text[at] === text[at - 1]) bits[at] = 0;
  return bits;
}
