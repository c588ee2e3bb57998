// From a verdict to what a person reads: one sentence, one sign, four rows, a history. Pure; the verdict is the service's
// JSON (openapi.yaml, Verdict; docs/spec/verdict.md), and a missing field costs its own part alone.
// A piece of an answer is our own words (a string) or {name} or {extra}: what somebody else chose never is a bare string.
import { count, day, kindOf, list, words } from "./format.js";

const has = (verdict, ...codes) => list(verdict?.reasons).some((reason) => codes.includes(reason?.code));
const DAMAGED = ["provenance.malformed"];
const STOLEN = ["key.compromised", "record.key_compromised"];
const REVOKED = ["signingCredential.ocsp.revoked", "record.revoked", "dispute.conceded", "dispute.upheld"];

export const signers = (verdict) => list(verdict?.origin?.identities);
export const nameOf = (identity) => identity?.name || identity?.did || identity?.id || "";
export const certificateName = (key) => key?.commonName || key?.organisation || key?.subject || "";
// An issuer or accreditor is an identity, the id of one, or a list of them, the nearest first.
export function partyName(party) {
  if (Array.isArray(party)) return partyName(party.at(-1));
  return typeof party === "string" ? party : nameOf(party);
}
export const namesIn = (verdict) =>
  [
    ...signers(verdict).map(nameOf),
    certificateName(verdict?.origin?.key),
    ...list(verdict?.standing?.credentials).map(({ issuer }) => partyName(issuer)),
    ...list(verdict?.candidates).map((candidate) => nameOf(candidate?.record?.signer))
  ].filter(Boolean);

const isClosed = (verdict) => verdict?.provenance?.state === "inaccessible";
const hasNothing = (verdict) => (verdict?.provenance?.source ?? "none") === "none";
const isOpen = (dispute) => ["open", "answered"].includes(dispute?.status);
const disputed = (verdict) =>
  list(verdict?.standing?.disputes).filter((dispute) => isOpen(dispute) && dispute.arbiterAccepted !== false);
const isIdentified = (verdict) => verdict?.origin?.status === "identified";

// What AI had to do with it is said first, before who and when.
export const AI_FIRST = {
  generated: "Made with generative AI, says its signer.",
  edited: "Edited with generative AI, says its signer."
};
export function sentence(verdict) {
  const summary =
    typeof verdict?.summary === "string" && verdict.summary.trim() ? verdict.summary.trim() : plainSentence(verdict);
  const first = verdict?.integrity === "intact" && AI_FIRST[verdict.disclosure?.ai];
  return first && !/\bAI\b/.test(summary) ? `${first} ${summary}` : summary;
}
function plainSentence(verdict) {
  if (hasNothing(verdict)) return "No provenance found. Most files carry none.";
  if (verdict.integrity === "altered") return "This file was changed after it was signed.";
  return verdict.integrity === "intact"
    ? "Unchanged since it was signed."
    : "Whether this file is unchanged can't be told.";
}

// The sign beside the sentence: {shape, word}, in the order of the sentences.
export function overall(verdict) {
  const alarm = (word) => ({ shape: "triangle", word });
  if (hasNothing(verdict))
    return { shape: "dotted", word: list(verdict?.candidates).length ? "Looks familiar" : "Nothing found" };
  if (verdict.integrity === "altered") return alarm("Changed");
  if (has(verdict, "provenance.remote")) return { shape: "dotted", word: "Kept elsewhere" };
  if (verdict.integrity !== "intact") return alarm(has(verdict, ...DAMAGED) ? "Can't be read" : "Can't be told");
  if (has(verdict, ...STOLEN)) return alarm("Stolen key");
  if (has(verdict, ...REVOKED)) return alarm("Revoked");
  if (has(verdict, "record.suspended") && verdict.provenance.state === "invalid") return alarm("Suspended");
  if (has(verdict, "name.lookalike")) return alarm("Look-alike name");
  if (disputed(verdict).length) return alarm("Disputed");
  if (verdict.provenance.state === "invalid") return alarm("Not in order");
  return isIdentified(verdict)
    ? { shape: "tick", word: "Unchanged, signer known" }
    : { shape: "line", word: "Unchanged, not vouched for" };
}

function unchanged(verdict) {
  if (hasNothing(verdict)) return { shape: "dotted", answer: ["Can't say: nothing to compare it with."] };
  if (verdict.integrity === "intact") return { shape: "tick", answer: ["Yes, since it was signed."] };
  if (verdict.integrity === "altered") return { shape: "triangle", answer: ["No, it was changed after signing."] };
  return has(verdict, "provenance.remote")
    ? { shape: "dotted", answer: ["Can't say from the file alone."] }
    : { shape: "triangle", answer: ["That can't be told."] };
}

function signed(verdict) {
  if (hasNothing(verdict)) return { shape: "dotted", answer: ["Nobody, as far as can be seen."] };
  const date = day(verdict.origin?.signedAt);
  const on = { extra: date ? `, on ${date}` : "" };
  const before = verdict.integrity === "altered" ? "Before the change: " : "";
  const bad = has(verdict, "origin.signature_mismatch", "name.lookalike", ...STOLEN, ...REVOKED);
  const shape = bad ? "triangle" : isIdentified(verdict) && verdict.integrity === "intact" ? "tick" : "line";
  const [first, ...others] = signers(verdict);
  if (first) {
    const kind = kindOf(first.kind);
    return {
      shape,
      answer: [
        before,
        { name: nameOf(first) },
        `${kind && `, ${kind}`}${others.length ? ` and ${count(others.length, "other")}` : ""}`,
        on,
        "."
      ]
    };
  }
  if (has(verdict, "origin.signature_mismatch")) return { shape, answer: ["Not the one it names."] };
  const certificate = certificateName(verdict.origin?.key);
  if (certificate) return { shape, answer: [before, { name: certificate }, ", says a certificate", on, "."] };
  if (isClosed(verdict)) return { shape: "dotted", answer: ["That can't be told."] };
  return { shape, answer: ["Somebody this service doesn't know", on, "."] };
}

// The credential that the policy accepts, where one is: its reason names the issuer.
function accepted(verdict) {
  const texts = list(verdict?.reasons)
    .filter((reason) => reason?.code === "credential.accepted")
    .map((reason) => String(reason.text));
  const valid = list(verdict?.standing?.credentials).filter((credential) => credential?.status === "valid");
  return texts.length
    ? (valid.find(({ issuer }) => texts.some((text) => text.includes(partyName(issuer)))) ?? valid[0])
    : null;
}

function standing(verdict) {
  const open = disputed(verdict);
  if (open.length) return { shape: "triangle", answer: [`${count(open.length, "dispute is", "disputes are")} open.`] };
  const credentials = list(verdict?.standing?.credentials);
  const says = (shape, credential, end) => ({
    shape,
    answer: [{ name: partyName(credential.issuer) }, " attests: ", { name: words(credential.type) }, end]
  });
  const good = accepted(verdict);
  if (good) return says("tick", good, credentials.length > 1 ? ` and ${credentials.length - 1} more.` : ".");
  if (has(verdict, "origin.trust_root")) return { shape: "tick", answer: ["This service's policy names them itself."] };
  const fallen = credentials.find((credential) => ["revoked", "suspended"].includes(credential?.status));
  if (fallen)
    return {
      shape: "triangle",
      answer: [{ name: words(fallen.type) }, ` was ${fallen.status} by `, { name: partyName(fallen.issuer) }, "."]
    };
  if (has(verdict, "origin.certificate_trusted"))
    return { shape: "tick", answer: ["Their certificate is on the trust list."] };
  const other = credentials.find((credential) => credential?.status === "valid");
  if (other)
    return says("line", other, has(verdict, "credential.not_accepted") ? ", but isn't on the list of roots." : ".");
  if (hasNothing(verdict) || (isClosed(verdict) && !signers(verdict).length))
    return { shape: "dotted", answer: ["Nothing, without a signer."] };
  return { shape: "line", answer: ["Nobody you trust vouches for them."] };
}

const AI = {
  generated: { shape: "line", answer: ["Yes: made with generative AI."] },
  edited: { shape: "line", answer: ["Yes: edited with generative AI."] },
  captured: { shape: "tick", answer: ["No: a device captured it."] }
};
const artificial = (verdict) => AI[verdict?.disclosure?.ai] ?? { shape: "dotted", answer: ["Nothing was declared."] };

// Which row a reason belongs under, by its code; the last that fits.
const ROWS = [
  ["unchanged", "Unchanged?", unchanged, /./],
  [
    "signed",
    "Who signed?",
    signed,
    /^(origin|key|record|custody|registry|claimSignature|signingCredential|timeStamp|cawg)\b/
  ],
  [
    "standing",
    "What do others say of them?",
    standing,
    /^(credential|dispute|reputation|name|policy|origin\.(trust_root|not_vouched|certificate_trusted))\b/
  ],
  ["ai", "Was AI declared?", artificial, /^disclosure\b/]
];
const rowOf = (code) => ROWS.findLast(([, , , codes]) => codes.test(code))?.[0];

export function rows(verdict) {
  return ROWS.map(([key, question, read]) => {
    let row = { shape: "dotted", answer: ["The answer can't be shown."] };
    try {
      row = read(verdict);
    } catch {
      /* the other rows still stand */
    }
    return {
      key,
      question,
      ...row,
      reasons: list(verdict?.reasons).filter((reason) => rowOf(String(reason?.code ?? "")) === key)
    };
  });
}

const ACTIONS = {
  "c2pa.created": "Made",
  "c2pa.placed": "Joined with another",
  "c2pa.color_adjustments": "Colours adjusted"
};

const ACTIONS_MAX = 8;

// Oldest first: {kind, title, when, detail, href}. `records` are those of GET /v1/content/{sha256}, where they were asked for.
export function history(verdict, records = []) {
  const events = [];
  const add = (kind, title, when, detail = "", href = null) =>
    events.push({ kind, title, when: when ?? null, detail, href });
  const manifests = list(verdict?.provenance?.manifests);
  const told = manifests.reduce((sum, manifest) => sum + list(manifest?.actions).length, 0);
  // A long line of parents is told below the picture; here it would hide what was done last.
  for (const manifest of told > ACTIONS_MAX ? manifests.slice(0, 1) : [...manifests].reverse()) {
    for (const parent of list(manifest?.ingredients))
      add(
        "parent",
        parent?.relationship === "parentOf" ? "Made from" : "Contains",
        null,
        parent?.title ?? "another file"
      );
    for (const { action, when, softwareAgent } of list(manifest?.actions)) {
      const name = String(action ?? "edited");
      add(
        name === "c2pa.created" ? "made" : "edited",
        ACTIONS[name] ?? words(name.replace(/^.*\./, "")),
        when,
        softwareAgent || manifest.claimGenerator || ""
      );
    }
    const time = manifest?.timeStamp?.time;
    if (time && time !== verdict?.origin?.signedAt) add("signed", "Signed", time, certificateName(manifest.signer));
  }
  const signer = signers(verdict).map(nameOf).join(", ") || certificateName(verdict?.origin?.key);
  if (!hasNothing(verdict) && verdict?.provenance?.source !== "registry" && (signer || verdict?.origin?.signedAt)) {
    add(
      "signed",
      "Signed",
      verdict.origin.signedAt,
      verdict.origin.signedAt ? signer : `${signer}, at a time nobody else confirms`
    );
  }
  for (const record of list(records))
    add(
      "registered",
      "Registered",
      record?.registeredAt,
      nameOf(record?.signer),
      Number.isInteger(record?.index) ? `/log?entry=${record.index}` : null
    );
  if (list(records).length && verdict?.checkpoint?.size)
    add("anchored", "In the log", null, `checkpoint of ${count(verdict.checkpoint.size, "entry", "entries")}`, "/log");
  for (const dispute of list(verdict?.standing?.disputes)) {
    add(
      "disputed",
      isOpen(dispute) ? "Disputed" : `Dispute ${words(dispute?.status).toLowerCase()}`,
      dispute?.openedAt,
      words(dispute?.ground ?? "")
    );
  }
  if (verdict?.integrity === "altered") add("changed", "Changed since", null, "when and by whom is unknown");
  return events;
}
