// What strangers wrote: nothing invisible stays invisible, nothing is longer than it may be.
import assert from "node:assert/strict";
import { test } from "node:test";
import { count, day, isHash, moment, shellQuoted, size, words } from "../../../api/web/site/assets/format.js";
import { parts, plain, splitAtNames, warning } from "../../../api/web/site/assets/text.js";

test("plain text stays as it is, markup included", () => {
  for (const text of [
    "photographer",
    "Zoë Müller",
    "山田太郎",
    "<script>alert(1)</script>",
    "a & b",
    "👩‍🚀".replace("\u200d", ""),
    "שלום",
    ""
  ]) {
    assert.equal(plain(text), text);
  }
});

test("controls, direction marks and invisible characters are spelled out", () => {
  for (const character of [
    "\0",
    "\u0007",
    "\n",
    "\u007f",
    "\u0085",
    "\u00ad",
    "\u200b",
    "\u200e",
    "\u202e",
    "\u2066",
    "\u2069",
    "\u2028",
    "\ufeff",
    "\u3164",
    "\ufe00",
    "\u{e0041}",
    "\ue000"
  ]) {
    const code = `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    assert.deepEqual(parts(`a${character}b`), [{ text: "a" }, { mark: code }, { text: "b" }]);
    assert.equal(plain(`a${character}b`), `a⟨${code}⟩b`);
  }
});

test("a lone surrogate becomes the replacement character", () => {
  assert.equal(plain("a\ud800b"), "a\ufffdb");
  assert.equal(plain("\udc00"), "\ufffd");
});

test("text is cut at a length in characters, not in halves of them", () => {
  assert.equal(plain("x".repeat(121)), "x".repeat(120) + "…");
  assert.equal(plain("x".repeat(120)), "x".repeat(120));
  assert.equal(plain("😀".repeat(5), 3), "😀😀😀…");
  assert.equal(plain(null), "");
  assert.equal(plain(42), "42");
});

test("towers of combining marks are cut down", () => {
  assert.equal(plain("e" + "\u0301".repeat(30)), "e" + "\u0301".repeat(3));
});

test("letters of another script inside a Latin word are marked", () => {
  assert.deepEqual(parts("exаmple"), [{ text: "ex" }, { text: "а", script: "Cyrillic" }, { text: "mple" }]);
  assert.equal(warning("exаmple-bank"), "The letter а is Cyrillic, not Latin.");
  assert.equal(warning("gοοgle"), "The letter ο is Greek, not Latin.");
  assert.equal(warning("example-bank"), null);
  assert.equal(warning("Привет"), null);
  assert.equal(warning("Zoë"), null);
  assert.match(warning("аррӏе"), /are Cyrillic/);
  assert.equal(warning("Россия"), null);
});

test("a sentence is split at the names in it, whatever they hold", () => {
  assert.deepEqual(splitAtNames("Signed by ann, attested by news.", ["ann", "news"]), [
    { text: "Signed by " },
    { name: "ann" },
    { text: ", attested by " },
    { name: "news" },
    { text: "." }
  ]);
  assert.deepEqual(splitAtNames("by ann-lee", ["ann", "ann-lee"]), [{ text: "by " }, { name: "ann-lee" }]);
  assert.deepEqual(splitAtNames("by $& (.*)", ["$& (.*)", "", null, "x"]), [{ text: "by " }, { name: "$& (.*)" }]);
});

test("numbers, times and commands read well", () => {
  assert.equal(size(0), "0 bytes");
  assert.equal(size(999), "999 bytes");
  assert.equal(size(61_700), "62 kB");
  assert.equal(size(1_500_000), "1.5 MB");
  assert.equal(day("2026-05-03T23:59:59Z"), "3 May 2026");
  assert.equal(moment("2026-05-03T10:00:00Z"), "3 May 2026, 10:00 UTC");
  assert.equal(day("nonsense"), null);
  assert.equal(day(null), null);
  assert.equal(count(1, "entry", "entries"), "1 entry");
  assert.equal(count(1234, "entry", "entries"), "1,234 entries");
  assert.equal(words("PressCredential"), "Press credential");
  assert.equal(words("false_attribution"), "False attribution");
  assert.equal(words("undisclosed_ai"), "Undisclosed AI");
  assert.equal(shellQuoted("it's"), "'it'\\''s'");
  assert.equal(isHash("a".repeat(64)), true);
  assert.equal(isHash("A".repeat(64)), false);
});
