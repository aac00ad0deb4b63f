import { PassThrough, Duplex } from "node:stream";
import { connect } from "node:tls";
import * as fc from "fast-check";

const HOST = "Host: api.test\r\n";
const CHUNKED = `POST /f HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nX-A: b\r\n\r\n3\r\nabc\r\n0\r\n\r\n`;
const KIB = 1024;

const insertedInto = (good: string, ...pieces: string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(good.length), fc.constantFrom(...pieces))
    .map(([at, piece]) => good.slice(0, at) + piece + good.slice(at));

/** Requests as nobody should send them, in pieces as they are written; at most two of them are whole. */
export const mangledRequests: fc.Arbitrary<string[]> = fc.oneof<fc.Arbitrary<string[]>[]>(
  fc.uint8Array({ maxLength: 400 }).map((bytes) => [Buffer.from(bytes).toString("latin1")]),
  fc.nat(CHUNKED.length).map((at) => [CHUNKED.slice(0, at)]),
  fc.nat(CHUNKED.length).map((at) => [CHUNKED.slice(0, at), CHUNKED.slice(at)]),
  insertedInto(CHUNKED, "\r", "\n", "\0", " ", "\t", ":", "\u00ff", ";", "GET / HTTP/1.1\r\n").map((text) => [
    text,
  ]),
  fc.constantFrom("0x5", "-1", "FFFFFFFFFFFFFFFF", `3;${"e".repeat(64 * KIB)}`, "3 ", "+3", "3\n").map((size) => [CHUNKED.replace("\r\n3\r\n", `\r\n${size}\r\n`)]), // prettier-ignore
  fc.nat(3_000).map((count) => [CHUNKED.replace("X-A: b\r\n", "X-A: b\r\n".repeat(count))]),
  fc.nat(70 * KIB).map((size) => [CHUNKED.replace("X-A: b", `X-A: ${"b".repeat(size)}`)]),
  fc.constantFrom(
    [CHUNKED + CHUNKED],
    [CHUNKED.replaceAll("\r\n", "\n\r")],
    [CHUNKED.replaceAll("\r\n", "\n")],
  ),
);

/** The first bytes of a TLS client. */
async function clientHello(servername: string, protocols: string[]): Promise<Buffer> {
  const sent = new PassThrough();
  const client = connect({
    socket: Duplex.from({ writable: sent, readable: new PassThrough() }),
    servername,
    ALPNProtocols: protocols,
  });
  client.on("error", () => {});
  const [hello]: Buffer[] = await new Promise((resolve) =>
    sent.once("data", (chunk: Buffer) => resolve([chunk])),
  );
  client.destroy();
  return hello ?? Buffer.alloc(0);
}

/** Hellos as no client sends them, in segments. */
export async function mangledHellos(): Promise<fc.Arbitrary<Buffer[]>> {
  const good = await clientHello("api.test", ["http/1.1"]);
  const large = await clientHello(
    "api.test",
    Array.from({ length: 60 }, () => "p".repeat(250)),
  );
  const name = Buffer.from("api.test");
  const withName = (other: string): Buffer => {
    const copy = Buffer.from(good);
    copy.write(other.padEnd(name.length).slice(0, name.length), copy.indexOf(name), "latin1");
    return copy;
  };
  return fc.oneof(
    fc.uint8Array({ maxLength: 600 }).map((bytes) => [Buffer.from("160301", "hex"), Buffer.from(bytes)]),
    fc.nat(good.length).map((at) => [good.subarray(0, at)]),
    fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => {
      const copy = Buffer.from(good);
      copy[at] = byte;
      return [copy];
    }),
    fc.constantFrom(
      Array.from(good, (byte) => Buffer.from([byte])),
      [large],
      [withName("api\0test")],
      [withName("\u00ff\u00fe")],
      [good, good],
      [good, Buffer.from("15030300020100", "hex")],
      [good, Buffer.from("170303001000112233445566778899aabbccddeeff", "hex")],
      [
        Buffer.from(
          "802e0100020015000000100100800200800300800400800600400700c0000102030405060708090a0b0c0d0e0f",
          "hex",
        ),
      ],
      [Buffer.from("1603030004" + "00000000", "hex")],
    ),
  );
}

const GOOD_ANSWER =
  "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n";

/** Answers as no upstream should give them; each ends with the connection. */
export const mangledAnswers: fc.Arbitrary<string> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
  fc.nat(GOOD_ANSWER.length).map((at) => GOOD_ANSWER.slice(0, at)),
  insertedInto(GOOD_ANSWER, "\r", "\n", "\0", "\u00e9", "HTTP/1.1 100 C\r\n\r\n"),
  fc.constantFrom(
    `${"HTTP/1.1 103 E\r\n\r\n".repeat(500)}${GOOD_ANSWER}`,
    GOOD_ANSWER.replace("OK", "\u00ff\u0001"),
    GOOD_ANSWER.replace("OK", "\u00e9t\u00e9"),
    GOOD_ANSWER.replace("200", "000"),
    GOOD_ANSWER.replace("1.1", "0.9"),
    GOOD_ANSWER.replace("200", "101"),
    GOOD_ANSWER.replace("X: y", "Authorization: Bearer late"),
    GOOD_ANSWER.replace("text/plain", "a".repeat(10 * KIB * KIB)),
    GOOD_ANSWER.replace(
      "Content-Type",
      `${"Set-Cookie: " + "c".repeat(4000)}\r\n`.repeat(15) + "Content-Type",
    ),
    GOOD_ANSWER.replace(
      "Content-Type",
      `${"Set-Cookie: " + "c".repeat(4000)}\r\n`.repeat(200) + "Content-Type",
    ),
    GOOD_ANSWER.replace("Transfer-Encoding: chunked", "Content-Encoding: gzip\r\nTransfer-Encoding: chunked"),
    GOOD_ANSWER.replace("Transfer-Encoding: chunked", "Content-Length: 1\r\nContent-Length: 2"),
    GOOD_ANSWER.replace("Transfer-Encoding: chunked", "Content-Length: 3\r\nTransfer-Encoding: chunked"),
    GOOD_ANSWER.replace("\r\n3\r\n", "\r\nFFFFFFFFFFFFFFFFF\r\n"),
    "abc",
  ),
);
