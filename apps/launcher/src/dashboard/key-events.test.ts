import type { Key } from "ink";
import { expect, test } from "vitest";
import { keyEvents } from "./key-events.ts";

const none: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
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
  ["A", { shift: true }, [character("A")]],
  ["漢👍🏽", {}, [character("漢"), character("👍🏽")]],
  ["no\r", {}, [character("n"), character("o"), key("enter")]],
  ["\u0000\u001b", {}, []],
] as const)("F48 the key %j with %j is heard as %j", ([input, flags, heard]) => {
  expect(keyEvents(input, { ...none, ...flags })).toEqual(heard);
});
