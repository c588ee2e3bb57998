// Verify: choose a file, watch it being checked, read the answer. /verify/{sha256} is the address of an answer.
import { answer, record } from "./answer.js";
import { announce, button, h, line, refusal, refuse, said, sign, small, textField } from "./dom.js";
import { isHash, size } from "./format.js";
import { canHash, sha256, toHex } from "./merkle.js";
import { problem, waiting } from "./problem.js";
import { get, Problem, send } from "./service.js";
import { sentence, signers } from "./verdict.js";

// The answers of this visit, so that back and forward need neither the file nor the service again.
const ANSWERS_MAX = 20;
const OWN_HASH_BYTES_MAX = 64e6; // a browser hashes a file in one piece
const answers = new Map();
let handedOver = null;
const LEGEND = [
  ["tick", "unchanged, signer known"],
  ["line", "unchanged, not vouched for"],
  ["triangle", "changed, revoked, disputed"],
  ["dotted", "nothing found"]
];

// Another view hands a file over to be checked.
export function checkNext(file) {
  handedOver = file;
}

export async function show(context) {
  const { main, subject, signal } = context;
  const check = (file) => checkFile(context, file);
  takeDroppedFiles(main, check, signal);
  if (handedOver) {
    const file = handedOver;
    handedOver = null;
    return check(file);
  }
  if (!subject) return showChoice(context, check);
  document.title = "Answer · Countersign";
  const hash = subject.toLowerCase();
  if (!isHash(hash)) {
    throw new Problem({
      title: "This address names no file.",
      detail: "A file's fingerprint (SHA-256) has 64 characters, 0 to 9 and a to f.",
      advice: "Check the address, or choose the file itself."
    });
  }
  const kept = answers.get(hash);
  if (kept) return main.replaceChildren(answer(kept, chooser(check, "Check another file")));
  await lookUp(context, hash, (file) => checkFile(context, file, hash));
}

function takeDroppedFiles(main, check, signal) {
  const take = (event, files) => {
    if (!files?.length) return;
    event.preventDefault();
    check(files[0]);
  };
  const mark = (on) => document.body.classList.toggle("dragging", on);
  addEventListener(
    "dragover",
    (event) => {
      event.preventDefault();
      mark(true);
    },
    { signal }
  );
  addEventListener(
    "dragleave",
    (event) => {
      if (!event.relatedTarget) mark(false);
    },
    { signal }
  );
  addEventListener(
    "drop",
    (event) => {
      mark(false);
      event.preventDefault();
      take(event, event.dataTransfer?.files);
    },
    { signal }
  );
  addEventListener("paste", (event) => take(event, event.clipboardData?.files), { signal });
}

// A button that opens the file dialog; the input itself stays reachable by keyboard.
export function chooser(check, label, accept = null) {
  const input = h("input.unseen", {
    type: "file",
    accept,
    onchange: () => input.files.length && check(input.files[0])
  });
  return h("label.button.chooser", input, label);
}

function showChoice({ main, go }, check) {
  const hash = textField("hash", { placeholder: "64 characters, 0–9 and a–f" });
  const wrong = refusal("hash-wrong");
  const find = (typed) => {
    const wanted = typed.toLowerCase();
    if (isHash(wanted)) return go(`/verify/${wanted}`);
    refuse(hash, wrong, "A fingerprint has 64 characters, 0 to 9 and a to f. Paste all of it.");
  };
  main.replaceChildren(
    h(
      "article.home",
      h("h1", "Where does this file come from?"),
      h(
        "div.drop",
        h("p.drop-lead", "Drop a photo or any other file here"),
        chooser(check, "Choose a file"),
        small("It goes to this service alone, is checked, and isn't kept.")
      ),
      h(
        "ul.legend",
        { "aria-label": "What the signs mean" },
        LEGEND.map(([shape, text]) => h("li", sign(shape), text))
      ),
      h(
        "details.other-way",
        h("summary", "Look up a fingerprint instead"),
        line("SHA-256 of the file", hash, "Look up", find, wrong)
      )
    )
  );
}

async function ownHash(file) {
  try {
    return canHash() && file.size <= OWN_HASH_BYTES_MAX ? toHex(await sha256(await file.arrayBuffer())) : null;
  } catch {
    return null; // the answer then says that the browser did not check
  }
}

// `wanted`: the fingerprint it is compared with, where there is one.
async function checkFile(context, file, wanted = null) {
  const { main, signal: leaving, go, focusHeading } = context;
  const cancel = new AbortController();
  leaving.addEventListener("abort", () => cancel.abort(), { once: true });
  const bar = h("progress", { max: 1, value: 0, "aria-label": "Sent" });
  const phase = h("p.phase", "Starting");
  const say = (text) => {
    phase.textContent = text;
  };
  const stop = button("Cancel", () => cancel.abort());
  addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        cancel.abort();
      }
    },
    { signal: cancel.signal }
  );
  main.replaceChildren(
    h(
      "article.progress.column",
      h("h1", "Checking ", said(file.name, 60)),
      bar,
      phase,
      h("p.actions", stop, h("span.muted.small", "or press Escape"))
    )
  );
  stop.focus();
  announce(`Checking ${file.name}`);
  try {
    const own = ownHash(file);
    const verdict = (
      await send({
        method: "POST",
        path: "/v1/verify?bundle=1&receipt=1",
        body: file,
        type: "application/octet-stream",
        what: "Verify a file",
        signal: cancel.signal,
        onSent: (sent, total) => {
          bar.value = total ? sent / total : 0;
          say(`${size(sent)} of ${size(total)} sent`);
        },
        onWaiting: () => {
          bar.removeAttribute("value");
          say("Checking signatures");
          announce("Checking signatures");
        }
      })
    ).body;
    say("Looking it up");
    const records = await recordsOf(verdict, cancel.signal);
    const kept = { verdict, file, records, wanted, own: await own, key: await logKey(cancel.signal) };
    cancel.signal.throwIfAborted();
    remember(verdict?.asset?.sha256 ?? (await own) ?? "unknown", kept);
    if (verdict?.asset?.sha256)
      go(`/verify/${verdict.asset.sha256}`, { quiet: true, replace: location.pathname.startsWith("/verify/") });
    document.title = "Answer · Countersign";
    main.replaceChildren(
      answer(
        kept,
        chooser((next) => checkFile(context, next), "Check another file")
      )
    );
    focusHeading();
    announce(sentence(verdict));
  } catch (error) {
    if (leaving.aborted) return;
    if (error.name === "AbortError") {
      showChoice(context, (next) => checkFile(context, next));
      main.querySelector("input")?.focus();
      return announce("Cancelled. Nothing was kept.");
    }
    main.replaceChildren(
      h(
        "article.column",
        problem(error, () => checkFile(context, file, wanted))
      )
    );
    focusHeading();
  } finally {
    cancel.abort(); // takes the listeners with it
  }
}

function remember(hash, kept) {
  answers.delete(hash);
  answers.set(hash, kept);
  if (answers.size > ANSWERS_MAX) answers.delete(answers.keys().next().value);
}

// What the registry holds on a file that somebody known signed. A failure costs the history an entry, not the answer.
async function recordsOf(verdict, signal) {
  if (verdict?.integrity !== "intact" || !signers(verdict).length) return [];
  try {
    return (await get(`/v1/content/${verdict.asset.sha256}`, "Who registered this content", { signal })).records ?? [];
  } catch {
    return [];
  }
}

export async function logKey(signal) {
  try {
    return (await get("/v1/service", "Keys and limits of the service", { signal })).log?.key ?? null;
  } catch {
    return null;
  }
}

async function lookUp(context, hash, check) {
  const { main, signal } = context;
  const stop = waiting(main, "Looking it up");
  try {
    const content = await get(`/v1/content/${hash}`, "Who registered this content", { signal });
    main.replaceChildren(record(content, chooser(check, "Choose the file to compare")));
  } catch (error) {
    if (error.status !== 404) throw error;
    main.replaceChildren(record({ sha256: hash, records: [] }, chooser(check, "Choose the file itself")));
  } finally {
    stop();
  }
  announce(main.querySelector("h1")?.textContent ?? "");
}
