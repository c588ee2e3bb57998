// The log: its latest checkpoint, its newest entries, and proofs that this browser checks itself, hash by hash.
import { rawText } from "./answer.js";
import { block, chainRows } from "./chain.js";
import { announce, button, code, h, identityLink, line, link, said, sign, small, textField, time } from "./dom.js";
import { count, isHash, moment, short, words } from "./format.js";
import { canHash, checkConsistency, checkInclusion, fromBase64, leafHash, toHex } from "./merkle.js";
import { checkSignature, parseCheckpoint } from "./note.js";
import { table } from "./facts.js";
import { problem, waiting } from "./problem.js";
import { get, Problem } from "./service.js";
import { plain } from "./text.js";

const NEWEST = 10;
const SEEN = "countersign.checkpoint"; // the last checkpoint this browser saw, so that a fork shows

export async function show(context) {
  const { main, query, signal } = context;
  document.title = "Log · Countersign";
  const stop = waiting(main, "Fetching the latest checkpoint");
  try {
    const [note, service] = await Promise.all([
      get("/v1/log/checkpoint", "The latest signed checkpoint", { as: "text", signal }),
      get("/v1/service", "Keys and limits of the service", { signal })
    ]);
    const checkpoint = parse(note);
    const key = service.log?.key ?? "";
    const found = h("div.found", { "aria-live": "polite" });
    main.replaceChildren(
      h(
        "article.log",
        h(
          "header",
          h("h1", "One list that can only grow"),
          h(
            "p.lead",
            "Everything signed here is written down in order. Nothing can be taken out or changed without all later fingerprints changing too: this page checks that itself."
          )
        ),
        await latest(checkpoint, key, service.log?.origin),
        await growth(checkpoint, key, signal),
        h(
          "section",
          { id: "find" },
          h("h2", "Find an entry, and prove it is there"),
          finder(context, key, found),
          found
        ),
        await newest(checkpoint, signal),
        service.registry?.domain?.chainId ? await underneath(signal) : null
      )
    );
    if (query.get("entry")) await find(query.get("entry"), key, found, signal);
  } finally {
    stop();
  }
}

const card = (rows) => h("div.outcome", table(rows));
// Where the registry lives on a chain: how far it has been followed, and what of it can't be taken back.
async function underneath(signal) {
  const { contracts, heads } = await get("/v1/chain", "The registry's chain", { signal });
  return h(
    "section",
    h("h2", "The chain it follows"),
    h("p", "Operations are decided by a contract there. Only what is final enters a signed checkpoint above."),
    card([
      ["Chain", `number ${contracts.chainId}`],
      ["Contract", code(plain(contracts.registry, 50))],
      ["Newest block", heads && block(heads.seen)],
      ["Final block", heads && block(heads.finalized)]
    ])
  );
}

// What the chain says of one entry.
async function placeOf(entry, signal) {
  if (!entry.chain) return null;
  const { chain, finality } = await get(`/v1/operations/${entry.id}`, "Where an operation stands", { signal });
  const { contracts } = await get("/v1/chain", "The registry's chain", { signal });
  return card(chainRows({ chainId: contracts.chainId, contract: contracts.registry }, { finality, ...chain }));
}

function parse(note) {
  try {
    return parseCheckpoint(note);
  } catch (error) {
    throw new Problem({
      title: "The log's checkpoint can't be read.",
      detail: error.message,
      advice: "Don't rely on this service until it can."
    });
  }
}

const SIGNATURE = {
  good: ["tick", "Checked in this browser with the log key below."],
  bad: ["triangle", "Wrong. Don't rely on this log: "],
  unchecked: ["dotted", "Not checked: "]
};
async function latest(checkpoint, key, origin) {
  const verdict = h("span");
  const check = async (vkey) => {
    const { state, why } = await checkSignature(checkpoint, vkey);
    verdict.replaceChildren(sign(SIGNATURE[state][0]), " ", SIGNATURE[state][1], why ? `${why}.` : "");
  };
  await check(key);
  const own = textField("log-key", { value: key, maxlength: 400 });
  const entries = [
    ["Log", said(checkpoint.origin, 120)],
    ["Entries", h("strong", checkpoint.size.toLocaleString("en-GB"))],
    ["Root", code(checkpoint.root)],
    ["Signature", verdict],
    origin && origin !== checkpoint.origin ? ["Caution", ["The service calls its log ", said(origin), "."]] : null
  ].filter(Boolean);
  return h(
    "section",
    h("h2", "Latest checkpoint"),
    h(
      "dl.card",
      entries.map(([term, value]) => [h("dt", term), h("dd", value)])
    ),
    h(
      "details",
      h("summary", "Use a log key you already hold"),
      line("Log key", own, "Check", async (typed) => {
        await check(typed);
        announce(verdict.textContent);
      }),
      small("The key above came from the same service. One that you got elsewhere proves more.")
    )
  );
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(SEEN));
  } catch {
    return null;
  }
}
function remember({ origin, size, root }) {
  try {
    localStorage.setItem(SEEN, JSON.stringify({ origin, size, root }));
  } catch {
    /* the next visit starts anew */
  }
}

// Did the log only grow since this browser last looked?
async function growth(checkpoint, key, signal) {
  const seen = remembered();
  const result = h("div.found", { "aria-live": "polite" });
  const from = h("input", {
    id: "from",
    type: "number",
    min: 1,
    max: checkpoint.size,
    value: Math.max(1, Math.floor(checkpoint.size / 2))
  });
  const check = async (size, known) => {
    try {
      const proof = await get(
        `/v1/log/proof/consistency?from=${size}&to=${checkpoint.size}`,
        "That the log only grew",
        { signal }
      );
      const outcome =
        known && known !== proof.fromRootHash
          ? { ok: false, steps: [], problem: "the root seen before isn't the one it shows now: history was rewritten" }
          : await checkConsistency({
              from: size,
              to: checkpoint.size,
              fromRoot: known ?? proof.fromRootHash,
              toRoot: checkpoint.root,
              hashes: proof.hashes
            });
      result.replaceChildren(
        outcomeOf(
          outcome,
          `The first ${count(size, "entry", "entries")} still stand, unchanged, in the ${checkpoint.size.toLocaleString("en-GB")} of now.`
        )
      );
      return outcome.ok;
    } catch (error) {
      if (error.name !== "AbortError") result.replaceChildren(problem(error));
      return false;
    }
  };
  const same = seen?.origin === checkpoint.origin;
  let intro =
    "This browser has not seen this log before. From now on it remembers the last checkpoint and notices a rewritten history.";
  if (same && seen.size > checkpoint.size) {
    intro = null;
    result.replaceChildren(
      outcomeOf({
        ok: false,
        steps: [],
        problem: `this browser saw ${seen.size} entries before, and now there are only ${checkpoint.size}`
      })
    );
  } else if (same) {
    intro = `This browser last saw ${count(seen.size, "entry", "entries")}.`;
    if (canHash() && seen.size > 0 && (await check(seen.size, seen.root))) remember(checkpoint);
  } else remember(checkpoint);
  return h(
    "section",
    h("h2", "Did it only grow?"),
    intro ? h("p", intro) : null,
    result,
    line("Check from an earlier size", from, "Check", (typed) => {
      const size = Number(typed);
      if (Number.isSafeInteger(size) && size >= 1 && size <= checkpoint.size) check(size, null);
    })
  );
}

const whole = (hash) => h("code.hash", { title: hash }, h("span.cut", short(hash)), h("span.uncut", hash));

// The result first, then every hash that this browser computed.
function outcomeOf({ ok, steps, problem: why }, meaning, start = null) {
  const toggle = button("Whole hashes", () => toggle.setAttribute("aria-pressed", list.classList.toggle("whole")));
  toggle.setAttribute("aria-pressed", "false");
  const list = h(
    "ol.steps",
    start,
    steps.map(({ left, right, parent, side, tree }) =>
      h(
        "li",
        h(
          "span.step-in",
          "SHA-256( 01 ",
          side === "left" ? h("b", whole(left)) : whole(left),
          " ",
          side === "right" ? h("b", whole(right)) : whole(right),
          " )"
        ),
        h(
          "span.step-out",
          "= ",
          whole(parent),
          tree && tree !== "new" ? h("span.muted", tree === "old" ? " earlier tree" : " both trees") : null
        )
      )
    )
  );
  return h(
    "div.outcome",
    h("p.word", sign(ok ? "tick" : "triangle"), ok ? meaning : `The proof fails: ${why}.`),
    steps.length || start
      ? h(
          "details",
          { open: steps.length <= 12 || null },
          h("summary", `${count(steps.length + (start ? 1 : 0), "hash", "hashes")} computed in this browser`),
          small("Bold: given by the proof. Everything else was computed here. ", toggle),
          list
        )
      : null
  );
}

function finder({ go }, key, found) {
  const field = textField("entry", { placeholder: "12, or 64 characters of a hash" });
  return line("Number of an entry, its leaf hash, or the fingerprint of a file", field, "Find", async (typed) => {
    const wanted = typed.toLowerCase();
    if (!wanted) return;
    go(`/log?entry=${encodeURIComponent(wanted)}`, { quiet: true });
    await find(wanted, key, found);
  });
}

// A number is an index; a hash is a file's fingerprint, or else a leaf.
async function locate(wanted, signal) {
  if (/^(0|[1-9][0-9]{0,15})$/.test(wanted)) return `index=${wanted}`;
  if (!isHash(wanted))
    throw new Problem({
      title: "This is neither a number nor a hash.",
      advice: "A hash has 64 characters, 0 to 9 and a to f."
    });
  try {
    const { records } = await get(`/v1/content/${wanted}`, "Who registered this content", { signal });
    if (Number.isInteger(records[0]?.index)) return `index=${records[0].index}`;
  } catch (error) {
    if (error.status !== 404) throw error;
  }
  return `leafHash=${wanted}`;
}

async function find(wanted, key, found, signal) {
  found.replaceChildren();
  const stop = waiting(found, "Looking for it");
  try {
    if (!canHash())
      throw new Problem({
        title: "This browser can't compute hashes here.",
        advice: "Browsers give their cryptography to https and localhost pages alone."
      });
    const proof = await get(`/v1/log/proof/inclusion?${await locate(wanted, signal)}`, "That an entry is in the log", {
      signal
    });
    const {
      entries: [entry]
    } = await get(`/v1/log/entries?start=${proof.index}&count=1`, "Entries of the log", { signal });
    const checkpoint = parse(proof.checkpoint);
    const signature = await checkSignature(checkpoint, key);
    const leaf = toHex(await leafHash(fromBase64(entry.bytes)));
    const outcome =
      leaf !== proof.leafHash
        ? { ok: false, steps: [], problem: "the entry's bytes don't give the leaf of the proof" }
        : signature.state === "bad"
          ? { ok: false, steps: [], problem: signature.why }
          : await checkInclusion({
              index: proof.index,
              size: checkpoint.size,
              leaf,
              hashes: proof.hashes,
              root: checkpoint.root
            });
    const start = h(
      "li",
      h("span.step-in", `SHA-256( 00 entry, ${count(fromBase64(entry.bytes).length, "byte")} )`),
      h("span.step-out", "= ", whole(leaf), h("span.muted", " the leaf"))
    );
    const unsigned =
      signature.state === "unchecked" ? ` The checkpoint's signature was not checked: ${signature.why}.` : "";
    found.replaceChildren(
      h("h3", `Entry ${proof.index}: `, said(kindOf(entry), 60)),
      h(
        "p.muted",
        entry.acceptedAt ? ["Accepted ", time(entry.acceptedAt, moment(entry.acceptedAt))] : null,
        identityOf(entry) ? [" for ", identityLink(identityOf(entry), short(identityOf(entry)))] : null
      ),
      outcomeOf(
        outcome,
        `It is entry ${proof.index} of the ${checkpoint.size.toLocaleString("en-GB")} under the signed checkpoint.${unsigned}`,
        start
      ),
      await placeOf(entry, signal),
      h("details.raw", h("summary", "Raw entry"), h("pre", { tabindex: 0 }, rawText(entry)))
    );
    announce(found.querySelector(".word").textContent);
  } catch (error) {
    if (error.name === "AbortError") return;
    found.replaceChildren(
      problem(
        error.status === 404
          ? new Problem({
              title: "No such entry.",
              detail: `Nothing in the log answers to ${plain(wanted, 70)}.`,
              advice: "Numbers start at 0 and end one before the size above."
            })
          : error
      )
    );
  } finally {
    stop();
  }
}

const kindOf = (entry) => words(entry.type ?? "genesis");
const identityOf = (entry) => String(entry.message?.identity ?? "").replace(/^0x/, "");

async function newest(checkpoint, signal) {
  const start = Math.max(0, checkpoint.size - NEWEST);
  const { entries } = checkpoint.size
    ? await get(`/v1/log/entries?start=${start}&count=${NEWEST}`, "Entries of the log", { signal })
    : { entries: [] };
  return h(
    "section",
    h("h2", "Newest entries"),
    entries.length
      ? h(
          "ol.plain.entries",
          [...entries]
            .reverse()
            .map((entry) =>
              h(
                "li",
                link(`/log?entry=${entry.index}`, h("span.number", entry.index), said(kindOf(entry), 60)),
                h("span", identityOf(entry) ? identityLink(identityOf(entry), short(identityOf(entry))) : null),
                h("span.muted", time(entry.acceptedAt, moment(entry.acceptedAt)))
              )
            )
        )
      : h("p.muted", "The log is empty. Whatever is signed first will stand here.")
  );
}
