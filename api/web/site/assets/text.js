// Whatever comes from a file or another person, made safe to read: cut to a length, control characters, direction
// marks and characters of a foreign script made visible. Text in -> parts {text} or {mark} out. Pure; no DOM.

export const LENGTH_MAX = 120;
const MARKS_IN_A_ROW_MAX = 3; // combining marks: more would paint over the neighbouring lines

// Controls, formats (zero width, direction, tags), surrogates, private use, line separators, variation selectors, and
// blank letters.
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0e\uffa0\u{e0100}-\u{e01ef}]/u;
const COMBINING = /\p{M}/u;
const SCRIPTS = [
  ["Latin", /\p{Script=Latin}/u],
  ["Cyrillic", /\p{Script=Cyrillic}/u],
  ["Greek", /\p{Script=Greek}/u],
  ["Armenian", /\p{Script=Armenian}/u],
  ["Cherokee", /\p{Script=Cherokee}/u],
  ["Hebrew", /\p{Script=Hebrew}/u],
  ["Arabic", /\p{Script=Arabic}/u]
];
// Cyrillic and Greek letters drawn like Latin ones: a word made only of these was chosen to look Latin.
const LOOKS_LATIN = /^[аеорсухіјѕԁһӏԛԝвкмнтАВЕКМНОРСТУХІЈЅοανρτυχικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]+$/u;

// A lone surrogate is no character.
const wellFormed = (text) =>
  text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");

const codePoint = (character) => "U+" + character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");

export const scriptOf = (character) => SCRIPTS.find(([, pattern]) => pattern.test(character))?.[0] ?? null;

// The characters of a word that don't belong to its main script, as far as they can deceive: position -> script.
function foreign(word) {
  const characters = [...word];
  const scripts = characters.map(scriptOf);
  const known = scripts.filter(Boolean);
  const latin = known.filter((script) => script === "Latin").length;
  const strangers = ["Cyrillic", "Greek", "Armenian", "Cherokee"];
  if (latin > 0) return scripts.map((script) => (strangers.includes(script) ? script : null));
  const letters = characters.filter((_, i) => scripts[i]).join("");
  return letters.length > 1 && LOOKS_LATIN.test(letters) ? scripts : scripts.map(() => null);
}

// -> [{text}, {mark: "U+202E", kind: "hidden"}, {text: "а", script: "Cyrillic"}, ...]; `cut` is true where it was shortened.
export function parts(value, lengthMax = LENGTH_MAX) {
  const all = [...wellFormed(String(value ?? ""))];
  const cut = all.length > lengthMax;
  const characters = cut ? all.slice(0, lengthMax) : all;
  const scripts = [];
  for (const piece of characters.join("").split(/([^\p{L}\p{M}]+)/u)) scripts.push(...foreign(piece));
  const out = [];
  let combining = 0;
  characters.forEach((character, i) => {
    combining = COMBINING.test(character) ? combining + 1 : 0;
    if (HIDDEN.test(character)) out.push({ mark: codePoint(character) });
    else if (combining > MARKS_IN_A_ROW_MAX) return;
    else if (scripts[i]) out.push({ text: character, script: scripts[i] });
    else if (out.length && "text" in out.at(-1) && !out.at(-1).script) out.at(-1).text += character;
    else out.push({ text: character });
  });
  if (cut) out.push({ text: "…" });
  return out;
}

// The same as one plain string, for titles, file names and live regions.
export const plain = (value, lengthMax = LENGTH_MAX) =>
  parts(value, lengthMax)
    .map((part) => (part.mark ? `⟨${part.mark}⟩` : part.text))
    .join("");

// "the letter а is Cyrillic", or nothing.
export function warning(value) {
  const found = parts(value).filter((part) => part.script);
  if (!found.length) return null;
  const scripts = [...new Set(found.map((part) => part.script))].join(" and ");
  const letters = [...new Set(found.map((part) => part.text))];
  return `${letters.length > 1 ? "The letters" : "The letter"} ${letters.join(", ")} ${letters.length > 1 ? "are" : "is"} ${scripts}, not Latin.`;
}

// Splits a sentence at the names in it, longest first: [{text}, {name}, ...].
export function splitAtNames(sentence, names) {
  const wanted = [...new Set(names.filter((name) => typeof name === "string" && name.length > 1))].sort(
    (a, b) => b.length - a.length
  );
  let pieces = [{ text: String(sentence) }];
  for (const name of wanted) {
    pieces = pieces.flatMap((piece) => {
      if (!piece.text) return [piece];
      const between = piece.text.split(name);
      return between.flatMap((text, i) => [...(i ? [{ name }] : []), ...(text ? [{ text }] : [])]);
    });
  }
  return pieces;
}
