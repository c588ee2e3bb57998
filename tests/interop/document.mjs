// Reads what a document promises of the command line: its fenced `sh`, `console` and `text` blocks as a list of commands
// with the output that is shown, and compares such output with what was really printed.
//
// `console`: a line `$ command` and, below it, its output. `sh`: commands alone, copied as they stand; a `text` block right
// behind one shows what its last command prints. In shown output `…` stands for anything within the line, and a line of
// nothing but `…` for any lines. Ids, hashes, keys, dates, times and codes differ from run to run and are compared by form.
// A comment `# exits with 3` says the exit status; the comments of `CUES` say what the reader does in between.

export const CUES = {
  stop: /^#.*\bstop the server\b/i,
  start: /^#.*\bstart the server\b/i
};

// -> [{language, lines, line, follows}]: `follows` where nothing but blank lines parts it from the block before.
export function blocks(text) {
  const found = [];
  const lines = text.split("\n");
  let end = -1;
  for (let at = 0; at < lines.length; at += 1) {
    const open = /^```(\w+)$/.exec(lines[at]);
    if (!open) continue;
    const close = lines.indexOf("```", at);
    if (close < 0) throw new Error(`line ${at + 1}: the block isn't closed`);
    const follows = found.length > 0 && lines.slice(end + 1, at).every((line) => line.trim() === "");
    found.push({ language: open[1], lines: lines.slice(at + 1, close), line: at + 2, follows });
    end = at = close;
  }
  return found;
}

function joined(lines) {
  const whole = [];
  for (const line of lines) {
    if (whole.length && whole.at(-1).endsWith("\\")) whole[whole.length - 1] += `\n${line}`;
    else whole.push(line);
  }
  return whole;
}

// -> [{line, text, status, shown}] in order; `shown` is null where the document shows nothing.
export function commands(text) {
  const list = [];
  const add = (line, command) => {
    const status = /#.*\bexits with (\d+)/.exec(command);
    list.push({ line, text: command, status: status ? Number(status[1]) : 0, shown: null });
  };
  for (const block of blocks(text)) {
    if (block.language === "sh") {
      for (const command of joined(block.lines)) if (command.trim()) add(block.line, command);
    } else if (block.language === "console") {
      block.lines.forEach((line, at) => {
        if (line.startsWith("$ ")) {
          add(block.line + at, line.slice(2));
          list.at(-1).shown = [];
        } else {
          list.at(-1).shown.push(line);
        }
      });
    } else if (block.language === "text" && block.follows && list.length) {
      list.at(-1).shown = block.lines;
    }
  }
  return list;
}

const VARIABLE = [
  [/\b[0-9a-f]{64}\b/g, "<hash>"],
  [/\bidentities:[0-9a-f]{8}…[0-9a-f]{5}\b/g, "identities:<hash>"],
  [/\b[0-9a-f]{16}\b/g, "<origin>"],
  [/\b(zDna|z6Mk)[1-9A-HJ-NP-Za-km-z]{40,}/g, "<key>"],
  [/\b([0-9A-Z]{4}-){8}[0-9A-Z]{4}\b/g, "<code>"],
  [/\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b/g, "<date>"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "<time>"]
];
export const normal = (text) => VARIABLE.reduce((at, [pattern, name]) => at.replace(pattern, name), text.trimEnd());

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

// null where the output is as shown, else what differs.
export function difference(shown, printed) {
  const wanted = shown.map(normal);
  while (wanted.length && wanted.at(-1) === "") wanted.pop();
  const body = wanted
    .map((line) =>
      line.trim() === "…" ? "(?:.*\n)*?" : `${line.split("…").map(escaped).join(".*")}\n`
    )
    .join("");
  const got = printed.split("\n").map(normal).join("\n").trimEnd();
  return new RegExp(`^${body}$`).test(got === "" ? "" : `${got}\n`)
    ? null
    : `shown:\n${wanted.join("\n")}\nprinted:\n${got}`;
}
