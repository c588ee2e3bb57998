// From a verdict to what a person reads: one sentence, one sign, four rows, a history. Pure; the verdict is the service's
// JSON (openapi.yaml, Verdict), and nothing in it is taken for granted: a missing field costs its own part alone.
import { count, day, kindOf, list, words } from "./format.js";

const codesOf = (verdict) => list(verdict?.reasons).map((reason) => String(reason?.code ?? ""));
const has = (verdict, pattern) => codesOf(verdict).some((code) => pattern.test(code));

const STOLEN = /compromised|stolen/;
const REVOKED = /revoked/;
const LOOKALIKE = /look_?-?alike/;
const DAMAGED = /malformed|damaged|unreadable|unsupported|truncated/;
const isOpen = (dispute) => !/closed|resolved|dismissed|rejected|withdrawn/.test(String(dispute?.status ?? dispute?.state ?? "open"));

export const signers = (verdict) => list(verdict?.origin?.identities);
export const nameOf = (identity) => identity?.name || identity?.did || identity?.id || "";
export const namesIn = (verdict) => [
  ...signers(verdict).map(nameOf),
  ...list(verdict?.standing?.credentials).flatMap(({ issuer, accreditedBy }) => [partyName(issuer), partyName(accreditedBy)]),
  ...list(verdict?.candidates).map((candidate) => nameOf(candidate?.record?.signer)),
].filter(Boolean);

// An issuer or accreditor is a text, an identity, or a list of them.
export function partyName(party) {
  if (Array.isArray(party)) return partyName(party.at(-1));
  return typeof party === "string" ? party : nameOf(party ?? {});
}

const hasProvenance = (verdict) => !["none", undefined].includes(verdict?.provenance?.source) && verdict?.provenance?.state !== "absent";
const hasNothing = (verdict) => !hasProvenance(verdict);
const disputes = (verdict) => list(verdict?.standing?.disputes).filter(isOpen);
const vouched = (verdict) => list(verdict?.standing?.credentials).filter((credential) => credential?.status === "valid");

// What AI had to do with it is said first, before who and when.
export const AI_FIRST = { generated: "Made with generative AI, says its signer.", edited: "Edited with generative AI, says its signer." };
export function sentence(verdict) {
  const summary = typeof verdict?.summary === "string" && verdict.summary.trim() ? verdict.summary.trim() : plainSentence(verdict);
  const first = AI_FIRST[verdict?.disclosure?.ai];
  return first && !/\bAI\b/.test(summary) ? `${first} ${summary}` : summary;
}
function plainSentence(verdict) {
  if (hasNothing(verdict)) return "No provenance found. Most files carry none.";
  if (verdict?.integrity === "altered") return "This file was changed after it was signed.";
  if (verdict?.integrity === "intact") return "Unchanged since it was signed.";
  return "Whether this file is unchanged can't be told.";
}

// The sign beside the sentence: {shape, word}.
export function overall(verdict) {
  if (verdict?.integrity === "altered") return { shape: "triangle", word: "Changed" };
  if (has(verdict, STOLEN)) return { shape: "triangle", word: "Stolen key" };
  if (has(verdict, LOOKALIKE)) return { shape: "triangle", word: "Look-alike name" };
  if (disputes(verdict).length) return { shape: "triangle", word: "Disputed" };
  if (hasNothing(verdict)) {
    if (has(verdict, DAMAGED)) return { shape: "triangle", word: "Can't be read" };
    return { shape: "dotted", word: list(verdict?.candidates).length ? "Looks familiar" : "Nothing found" };
  }
  if (has(verdict, REVOKED)) return { shape: "triangle", word: "Revoked" };
  if (verdict?.provenance?.state === "inaccessible") return { shape: "dotted", word: "Out of reach" };
  if (verdict?.provenance?.state === "invalid") return { shape: "triangle", word: "Not in order" };
  if (verdict?.integrity !== "intact") return { shape: "triangle", word: has(verdict, DAMAGED) ? "Can't be read" : "Can't be told" };
  if (vouched(verdict).length || verdict?.provenance?.state === "trusted") return { shape: "tick", word: "Unchanged, signer known" };
  return { shape: "line", word: "Unchanged, not vouched for" };
}

function unchanged(verdict) {
  if (verdict?.integrity === "intact") return { shape: "tick", answer: ["Yes, byte for byte."] };
  if (verdict?.integrity === "altered") return { shape: "triangle", answer: ["No, it was changed after signing."] };
  if (hasNothing(verdict)) return { shape: "dotted", answer: ["Can't say: there is nothing to compare it with."] };
  return { shape: "triangle", answer: ["Can't be told."] };
}

function signed(verdict) {
  const { status, signedAt } = verdict?.origin ?? {};
  const on = day(signedAt) ? `, on ${day(signedAt)}` : "";
  const [first, ...others] = signers(verdict);
  const more = others.length ? ` and ${count(others.length, "other")}` : "";
  if (first) {
    const kind = kindOf(first.kind);
    const bad = has(verdict, STOLEN) || has(verdict, LOOKALIKE);
    const shape = bad ? "triangle" : status === "identified" && verdict.integrity === "intact" ? "tick" : "line";
    const claimed = verdict?.integrity === "altered" ? "Before the change: " : "";
    return { shape, answer: [claimed, { name: nameOf(first), identity: first.id }, `${kind ? `, ${kind}` : ""}${more}`, { extra: on }, "."] };
  }
  if (hasNothing(verdict)) return { shape: "dotted", answer: ["Nobody, as far as can be seen."] };
  if (verdict?.provenance?.state === "trusted") return { shape: "tick", answer: [`A certificate on the trust list${on}.`] };
  return { shape: "line", answer: [`Somebody this service doesn't know${on}.`] };
}

function standing(verdict) {
  const open = disputes(verdict);
  if (open.length) return { shape: "triangle", answer: [`${count(open.length, "dispute is", "disputes are")} open.`] };
  const good = vouched(verdict);
  if (good.length) {
    const [first] = good;
    const more = good.length > 1 ? ` and ${good.length - 1} more` : "";
    return { shape: "tick", answer: [{ name: partyName(first.issuer) }, " attests: ", { name: words(first.type) }, `${more}.`] };
  }
  const fallen = list(verdict?.standing?.credentials).find((credential) => ["revoked", "suspended"].includes(credential?.status));
  if (fallen) return { shape: "triangle", answer: [{ name: words(fallen.type) }, ` was ${fallen.status} by `, { name: partyName(fallen.issuer) }, "."] };
  if (verdict?.provenance?.state === "trusted") return { shape: "tick", answer: ["The signer's certificate is on the trust list."] };
  if (hasNothing(verdict)) return { shape: "dotted", answer: ["Nothing, without a signer."] };
  return { shape: "line", answer: ["Nobody you trust vouches for them."] };
}

const AI = {
  generated: { shape: "line", answer: ["Yes: made with generative AI."] },
  edited: { shape: "line", answer: ["Yes: edited with generative AI."] },
  captured: { shape: "tick", answer: ["No: a device captured it."] },
};
const artificial = (verdict) => AI[verdict?.disclosure?.ai] ?? { shape: "dotted", answer: ["Nothing was declared."] };

// Which row a reason belongs under, by its code; the first that fits.
const ROWS = [
  { key: "unchanged", question: "Unchanged?", read: unchanged, codes: /./ },
  { key: "signed", question: "Who signed?", read: signed, codes: /^(origin|key|signer|signature|identity|certificate|signingCredential|timeStamp|time_stamp|cawg)|custody|compromised/ },
  { key: "standing", question: "What do others say of them?", read: standing, codes: /^(standing|credential|dispute|reputation|accredit|name|policy)|look_?-?alike/ },
  { key: "ai", question: "Was AI declared?", read: artificial, codes: /^(disclosure|ai)\b|digitalSourceType/ },
];
const rowOf = (code) => ROWS.slice(1).reverse().find(({ codes }) => codes.test(code))?.key ?? "unchanged";

export function rows(verdict) {
  return ROWS.map(({ key, question, read }) => {
    let row;
    try {
      row = read(verdict);
    } catch {
      row = { shape: "dotted", answer: ["The answer can't be shown."] };
    }
    return { key, question, ...row, reasons: list(verdict?.reasons).filter((reason) => rowOf(String(reason?.code ?? "")) === key) };
  });
}

const ACTIONS = { "c2pa.created": "Made", "c2pa.opened": "Opened", "c2pa.edited": "Edited", "c2pa.placed": "Joined with another", "c2pa.published": "Published", "c2pa.converted": "Converted" };

// Oldest first: {kind, title, when, detail, href}. `records` are those of GET /v1/content/{sha256}, where they were asked for.
export function history(verdict, records = []) {
  const events = [];
  const add = (kind, title, when, detail = "", href = null) => events.push({ kind, title, when: when ?? null, detail, href });
  for (const manifest of [...list(verdict?.provenance?.manifests)].reverse()) {
    for (const parent of list(manifest?.ingredients)) {
      add("parent", "Made from", parent?.when, parent?.title ?? parent?.label ?? "another file", parent?.sha256 ? `/verify/${parent.sha256}` : null);
    }
    for (const action of list(manifest?.actions)) {
      const name = typeof action === "string" ? action : action?.action;
      const title = ACTIONS[name] ?? words(String(name ?? "edited").replace(/^.*\./, ""));
      const agent = action?.softwareAgent?.name ?? action?.softwareAgent ?? manifest?.claimGenerator ?? "";
      add(name === "c2pa.created" ? "made" : "edited", title, action?.when, typeof agent === "string" ? agent : "");
    }
  }
  if (hasProvenance(verdict) && verdict?.origin?.signedAt) {
    add("signed", "Signed", verdict.origin.signedAt, signers(verdict).map(nameOf).join(", "));
  }
  for (const record of list(records)) add("registered", "Registered", record?.registeredAt, nameOf(record?.signer), Number.isInteger(record?.index) ? `/log?entry=${record.index}` : null);
  if (hasProvenance(verdict) && verdict?.checkpoint?.size) {
    add("anchored", "In the log", verdict.checkedAt, `checkpoint of ${count(verdict.checkpoint.size, "entry", "entries")}`, "/log");
  }
  for (const dispute of list(verdict?.standing?.disputes)) {
    add("disputed", isOpen(dispute) ? "Disputed" : "Dispute closed", dispute?.openedAt ?? dispute?.since, dispute?.ground ?? "");
  }
  if (verdict?.integrity === "altered") add("changed", "Changed since", null, "when and by whom is unknown");
  return events;
}
