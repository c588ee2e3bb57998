// From a verdict to the sentence, the sign, the four rows and the history.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { curl } from "../../../api/web/site/assets/service.js";
import { history, namesIn, overall, rows, sentence } from "../../../api/web/site/assets/verdict.js";

const ANN = { id: "a".repeat(64), did: "did:web:x", name: "ann", kind: "person", custody: "hosted" };
const reason = (code, text = "") => ({ code, text });
const verdict = (change = {}) => ({
  version: 1,
  checkedAt: "2026-05-04T09:12:00Z",
  policy: { id: "default", sha256: "" },
  checkpoint: { origin: "log", size: 23, rootHash: "" },
  asset: { sha256: "b".repeat(64), bytes: 10, mediaType: "image/jpeg" },
  integrity: "intact",
  provenance: {
    source: "embedded",
    state: "valid",
    codes: { success: [], informational: [], failure: [] },
    manifests: []
  },
  origin: { status: "identified", identities: [ANN], key: null, signedAt: "2026-05-03T10:00:00Z", asOf: null },
  disclosure: { ai: "undeclared", digitalSourceType: null },
  standing: {
    credentials: [
      { type: "PressCredential", issuer: { id: "c", name: "newsroom" }, accreditedBy: [], status: "valid" }
    ],
    reputation: [],
    disputes: []
  },
  candidates: [],
  truth: "not-assessed",
  summary: "Signed by ann.",
  reasons: [reason("credential.accepted", "Attested: PressCredential by newsroom.")],
  ...change
});
const nothing = {
  integrity: "unverifiable",
  provenance: { source: "none", state: "absent", manifests: [] },
  origin: { status: "unknown", identities: [] },
  standing: {},
  reasons: []
};
const text = (row) => row.answer.map((piece) => piece.name ?? piece.extra ?? piece).join("");
const shapes = (value) =>
  rows(value)
    .map(({ shape }) => shape)
    .join(" ");

test("each kind of verdict has its sign, a shape and a word", () => {
  const unknown = { origin: { status: "pseudonymous", identities: [ANN] }, reasons: [] };
  const cases = [
    [{}, "tick", "Unchanged, signer known"],
    [unknown, "line", "Unchanged, not vouched for"],
    [{ integrity: "altered" }, "triangle", "Changed"],
    [nothing, "dotted", "Nothing found"],
    [{ ...nothing, candidates: [{}] }, "dotted", "Looks familiar"],
    [{ reasons: [reason("key.compromised")] }, "triangle", "Stolen key"],
    [{ reasons: [reason("key.stolen_later")] }, "tick", "Unchanged, signer known"],
    [{ reasons: [reason("record.revoked")] }, "triangle", "Revoked"],
    [{ reasons: [reason("credential.revoked")] }, "tick", "Unchanged, signer known"],
    [{ reasons: [reason("name.lookalike")] }, "triangle", "Look-alike name"],
    [{ standing: { disputes: [{ status: "answered", arbiterAccepted: true }] } }, "triangle", "Disputed"],
    [{ standing: { disputes: [{ status: "open", arbiterAccepted: false }] } }, "tick", "Unchanged, signer known"],
    [{ standing: { disputes: [{ status: "rejected", arbiterAccepted: true }] } }, "tick", "Unchanged, signer known"],
    [{ integrity: "unverifiable", reasons: [reason("provenance.malformed")] }, "triangle", "Can't be read"],
    [{ integrity: "unverifiable", reasons: [reason("provenance.remote")] }, "dotted", "Kept elsewhere"],
    [{ provenance: { source: "embedded", state: "invalid" } }, "triangle", "Not in order"]
  ];
  for (const [change, shape, word] of cases)
    assert.deepEqual(overall(verdict(change)), { shape, word }, JSON.stringify(change));
});

test("AI is said first where it was declared, once", () => {
  assert.equal(sentence(verdict()), "Signed by ann.");
  assert.equal(
    sentence(verdict({ disclosure: { ai: "generated" } })),
    "Made with generative AI, says its signer. Signed by ann."
  );
  const said = "Made with generative AI, says its signer ann. Signed by ann.";
  assert.equal(sentence(verdict({ disclosure: { ai: "generated" }, summary: said })), said);
  assert.equal(
    sentence(
      verdict({
        integrity: "altered",
        disclosure: { ai: "generated" },
        summary: "This file was changed after ann signed it."
      })
    ),
    "This file was changed after ann signed it."
  );
});

test("there is a sentence, a sign and four rows whatever is missing", () => {
  for (const broken of [
    null,
    undefined,
    {},
    { summary: "" },
    { summary: 5 },
    { integrity: "intact" },
    { provenance: { source: "embedded" } },
    { provenance: null, reasons: [null, 3], standing: 7 },
    verdict({ origin: undefined, standing: undefined, disclosure: undefined }),
    verdict({ standing: { credentials: [null], disputes: [null] } })
  ]) {
    assert.ok(sentence(broken).length > 10);
    assert.ok(overall(broken).word);
    assert.equal(rows(broken).length, 4);
    assert.ok(Array.isArray(history(broken)));
  }
});

test("the rows answer the four questions", () => {
  assert.equal(shapes(verdict()), "tick tick tick dotted");
  assert.deepEqual(rows(verdict()).map(text), [
    "Yes, since it was signed.",
    "ann, a person, on 3 May 2026.",
    "newsroom attests: Press credential.",
    "Nothing was declared."
  ]);
  assert.equal(shapes(verdict(nothing)), "dotted dotted dotted dotted");
  assert.equal(shapes(verdict({ integrity: "altered" })).split(" ")[0], "triangle");
  assert.equal(text(rows(verdict({ integrity: "altered" }))[1]), "Before the change: ann, a person, on 3 May 2026.");
  assert.equal(text(rows(verdict({ disclosure: { ai: "generated" } }))[3]), "Yes: made with generative AI.");
  assert.equal(text(rows(verdict({ disclosure: { ai: "captured" } }))[3]), "No: a device captured it.");
  const foreign = verdict({
    reasons: [reason("credential.not_accepted", "")],
    origin: { status: "pseudonymous", identities: [ANN] }
  });
  assert.equal(text(rows(foreign)[2]), "newsroom attests: Press credential, but isn't on the list of roots.");
  const certificate = verdict({
    origin: { status: "identified", identities: [], key: { commonName: "Example Camera" } },
    standing: {},
    reasons: [reason("origin.certificate_trusted")]
  });
  assert.equal(text(rows(certificate)[1]), "Example Camera, says a certificate.");
  assert.equal(text(rows(certificate)[2]), "Their certificate is on the trust list.");
  // What can't be opened names nobody.
  const closed = verdict({
    integrity: "unverifiable",
    provenance: { source: "embedded", state: "inaccessible", manifests: [] },
    origin: { status: "unknown", identities: [] },
    standing: {},
    reasons: [reason("provenance.malformed")]
  });
  assert.equal(text(rows(closed)[1]), "That can't be told.");
  assert.equal(text(rows(closed)[2]), "Nothing, without a signer.");
});

test("a stranger's words never stand among ours as bare strings", () => {
  const evil = "</b>\u202e<img onerror=x>";
  const value = verdict({
    origin: { status: "identified", identities: [{ ...ANN, name: evil }] },
    reasons: [reason("credential.accepted", evil)],
    standing: { credentials: [{ type: evil, issuer: evil, status: "valid" }], disputes: [] }
  });
  for (const row of rows(value))
    for (const piece of row.answer) if (typeof piece === "string") assert.ok(!piece.includes("onerror"), piece);
  assert.ok(namesIn(value).includes(evil));
});

test("every reason stands under exactly one row", () => {
  const codes = {
    unchanged: ["integrity.intact", "provenance.ingredient_failure", "assertion.dataHash.mismatch", "unheard.of"],
    signed: [
      "origin.identity",
      "key.good",
      "custody.hosted",
      "record.valid",
      "registry.as_of",
      "timeStamp.untrusted",
      "signingCredential.untrusted",
      "claimSignature.mismatch"
    ],
    standing: [
      "credential.accepted",
      "dispute.open",
      "reputation.score",
      "name.similar",
      "origin.not_vouched",
      "policy.trust_list_off"
    ],
    ai: ["disclosure.generated"]
  };
  const all = rows(
    verdict({
      reasons: Object.values(codes)
        .flat()
        .map((code) => reason(code))
    })
  );
  for (const row of all)
    assert.deepEqual(
      row.reasons.map(({ code }) => code),
      codes[row.key]
    );
});

test("the history runs from the first parent to the last dispute", () => {
  const value = verdict({
    provenance: {
      source: "embedded",
      state: "valid",
      manifests: [
        {
          title: "b.jpg",
          actions: [
            { action: "c2pa.opened" },
            { action: "c2pa.cropped", softwareAgent: "Editor", when: "2026-05-02T00:00:00Z" }
          ],
          ingredients: [{ title: "a.jpg", relationship: "parentOf" }]
        },
        {
          title: "a.jpg",
          actions: [{ action: "c2pa.created" }],
          ingredients: [],
          signer: { commonName: "Camera" },
          timeStamp: { time: "2026-05-01T00:00:00Z" }
        }
      ]
    },
    standing: { disputes: [{ status: "answered", ground: "false_attribution", openedAt: "2026-05-04T00:00:00Z" }] }
  });
  assert.deepEqual(
    history(value, [{ registeredAt: "2026-05-03T10:00:05Z", signer: ANN, index: 9 }]).map(
      ({ kind, title }) => `${kind}: ${title}`
    ),
    [
      "made: Made",
      "signed: Signed",
      "parent: Made from",
      "edited: Opened",
      "edited: Cropped",
      "signed: Signed",
      "registered: Registered",
      "anchored: In the log",
      "disputed: Disputed"
    ]
  );
  assert.deepEqual(history(verdict(nothing)), []);
  const undated = history(verdict({ origin: { identities: [ANN], signedAt: null } })).at(-1);
  assert.deepEqual([undated.title, undated.detail], ["Signed", "ann, at a time nobody else confirms"]);
  const long = { actions: Array(9).fill({ action: "c2pa.cropped" }), ingredients: [] };
  assert.equal(
    history(verdict({ provenance: { source: "embedded", state: "valid", manifests: [{}, long] } })).length,
    1
  );
});

test("a request for the shell hides the token and quotes what was typed", () => {
  assert.equal(curl({ method: "GET", path: "/v1/x" }, "http://h"), "curl 'http://h/v1/x'");
  const line = curl({ method: "POST", path: "/v1/content", token: true, body: { file: "it's.jpg" } }, "http://h");
  assert.match(line, /Bearer \$COUNTERSIGN_TOKEN/);
  assert.match(line, /'@it'\\''s\.jpg'/);
});

test("the page's own words promise no truth", () => {
  const folder = new URL("../../../api/web/site/", import.meta.url);
  for (const name of ["index.html", ...readdirSync(new URL("assets/", folder)).map((file) => `assets/${file}`)]) {
    // A member of the service's JSON is no word of the page.
    const found = /(?<!\.)\b(authentic|authenticity|real|fake|verified|genuine)\b/i.exec(
      readFileSync(new URL(name, folder), "utf8")
    );
    assert.equal(found, null, `${name} says ${found?.[0]}`);
  }
});
