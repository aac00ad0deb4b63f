import { expect, test } from "vitest";
import { type KeyFlags, keyEvents } from "./key-events.ts";

const none: KeyFlags = {
  upArrow: false,
  downArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
};

const key = (name: string) => ({ type: "key", key: name });
const character = (text: string) => ({ type: "character", character: text });

test.for([
  ["", { upArrow: true }, [key("up")]],
  ["", { return: true }, [key("enter")]],
  ["", { delete: true }, [key("backspace")]],
  ["c", { ctrl: true }, [key("interrupt")]],
  ["a", { ctrl: true }, []],
  ["a", { meta: true }, []],
  ["a", { eventType: "release" }, []],
  ["A", {}, [character("A")]],
  ["漢👍🏽", {}, [character("漢"), character("👍🏽")]],
  ["no\r", {}, [character("n"), character("o"), key("enter")]],
  ["\u0000\u001b", {}, []],
] as const)("F48 the key %j with %j is heard as %j", ([input, flags, heard]) => {
  expect(keyEvents(input, { ...none, ...flags })).toEqual(heard);
});
