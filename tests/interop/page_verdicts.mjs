// A sample verdict for each sentence of the page, in the service's own shape, for the kinds that the page's test can't
// bring about at the real server by itself.
const hash = (digit) => digit.repeat(64);
const none = { success: [], informational: [], failure: [] };
const reason = (code, text = `Because of ${code}.`) => ({ code, text });
const identity = (name, kind = "person") => ({
  id: hash("1"),
  did: `did:web:example:${hash("1")}`,
  name,
  kind,
  custody: "own"
});

export const EVIL = `</bdi><script>document.title="broken"</script><img src=x onerror=alert(1)>\u202egpj.exe\u0000\u200b"'`;

const base = () => ({
  version: 1,
  checkedAt: "2026-05-04T09:12:00Z",
  policy: { id: "default", sha256: hash("2") },
  checkpoint: { origin: "log.example/a", size: 23, rootHash: hash("3") },
  asset: { sha256: hash("4"), bytes: 61_700, mediaType: "image/jpeg" },
  integrity: "intact",
  provenance: {
    source: "embedded",
    state: "valid",
    codes: none,
    cawg: { state: "absent", codes: none, identities: [] },
    ingredientFailures: [],
    manifests: [
      {
        label: "urn:c2pa:1",
        title: "harbour.jpg",
        claimGenerator: "Countersign 0.1",
        format: "image/jpeg",
        signer: null,
        timeStamp: null,
        assertions: [],
        actions: [{ action: "c2pa.opened", when: null, softwareAgent: "Darkroom 4", digitalSourceType: null }],
        ingredients: [{ relationship: "parentOf", title: "raw.jpg" }]
      },
      {
        label: "urn:c2pa:0",
        title: "raw.jpg",
        claimGenerator: "Camera 2",
        format: "image/jpeg",
        signer: { commonName: "Camera maker" },
        timeStamp: { time: "2026-05-03T08:41:00Z" },
        assertions: [],
        actions: [
          { action: "c2pa.created", when: "2026-05-03T08:40:00Z", softwareAgent: null, digitalSourceType: null }
        ],
        ingredients: []
      }
    ]
  },
  origin: {
    status: "identified",
    identities: [identity("example-news", "organisation")],
    key: null,
    signedAt: "2026-05-03T10:00:00Z",
    asOf: "2026-05-03T10:00:00Z"
  },
  disclosure: { ai: "captured", digitalSourceType: "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture", models: [], uses: [] },
  standing: {
    credentials: [
      {
        type: "PressCredential",
        issuer: { id: hash("5"), name: "press-council" },
        accreditedBy: [hash("6")],
        status: "valid",
        validFrom: "2026-04-01T00:00:00Z",
        validUntil: null
      }
    ],
    reputation: [
      { context: "photography", scorePpm: 812_345, explanation: { contributions: [{}, {}], othersCount: 1, paths: [] } }
    ],
    disputes: []
  },
  candidates: [],
  truth: "not-assessed",
  summary: "Signed by example-news, a company attested by press-council, on 3 May 2026. Unchanged since.",
  reasons: [
    reason("integrity.intact"),
    reason("origin.identity"),
    reason("credential.accepted", "Attested: PressCredential by press-council.")
  ],
  evidence: { version: 1 },
  receipt: "a.b.c"
});
const unsigned = {
  integrity: "unverifiable",
  origin: { status: "unknown", identities: [], key: null, signedAt: null, asOf: null },
  standing: { credentials: [], reputation: [], disputes: [] },
  disclosure: { ai: "undeclared", digitalSourceType: null, models: [], uses: [] },
  evidence: undefined
};
const nothing = {
  ...unsigned,
  provenance: {
    source: "none",
    state: "absent",
    codes: none,
    cawg: { state: "absent", codes: none, identities: [] },
    ingredientFailures: [],
    manifests: []
  },
  reasons: [reason("provenance.none")]
};
const alone = { standing: { credentials: [], reputation: [], disputes: [] } };

// name -> [what differs from a good verdict, the sign's shape, its word]
const KINDS = {
  identified: [{}, "tick", "Unchanged, signer known"],
  unvouched: [
    {
      ...alone,
      origin: { ...base().origin, status: "pseudonymous" },
      reasons: [reason("origin.not_vouched")],
      summary: "Unchanged since it was signed on 3 May 2026, but nobody you trust vouches for the signer example-news."
    },
    "line",
    "Unchanged, not vouched for"
  ],
  altered: [
    {
      integrity: "altered",
      evidence: undefined,
      reasons: [reason("integrity.altered"), reason("assertion.dataHash.mismatch")],
      summary: "This file was changed after example-news signed it."
    },
    "triangle",
    "Changed"
  ],
  nothing: [
    { ...nothing, summary: "No provenance found. That doesn't make it fake: most files carry none." },
    "dotted",
    "Nothing found"
  ],
  recovered: [
    {
      ...nothing,
      candidates: [
        {
          tier: "near",
          distance: 6,
          record: {
            sha256: hash("7"),
            signer: identity("example-news"),
            registeredAt: "2026-05-03T10:00:00Z",
            disclosure: "captured"
          }
        }
      ],
      summary:
        "This file carries no provenance, but it looks like a picture that example-news registered on 3 May 2026. Compare them."
    },
    "dotted",
    "Looks familiar"
  ],
  generated: [
    {
      disclosure: { ai: "generated", digitalSourceType: null, models: [], uses: [] },
      summary:
        "Made with generative AI, says its signer example-news. Signed by example-news, a company attested by press-council, on 3 May 2026. Unchanged since."
    },
    "tick",
    "Unchanged, signer known"
  ],
  stolen: [
    {
      reasons: [reason("key.compromised")],
      summary:
        "Signed with a key that example-news reported stolen on 1 May 2026, before this signature. Don't rely on it."
    },
    "triangle",
    "Stolen key"
  ],
  revoked: [
    {
      reasons: [reason("record.revoked")],
      summary: "example-news has withdrawn what it said of this file. Don't rely on it."
    },
    "triangle",
    "Revoked"
  ],
  disputed: [
    {
      standing: {
        ...base().standing,
        disputes: [
          {
            id: hash("8"),
            status: "answered",
            ground: "false_attribution",
            arbiterAccepted: true,
            openedAt: "2026-05-04T00:00:00Z",
            answeredAt: "2026-05-05T00:00:00Z"
          }
        ]
      },
      reasons: [reason("dispute.answered")],
      summary: "Its origin is disputed: somebody else made it, since 4 May 2026. example-news has answered."
    },
    "triangle",
    "Disputed"
  ],
  lookalike: [
    {
      ...alone,
      origin: { ...base().origin, status: "pseudonymous", identities: [identity("examp1e-bank")] },
      reasons: [reason("name.lookalike")],
      summary: "This is examp1e-bank, not example-bank: the digit 1 stands for the letter l."
    },
    "triangle",
    "Look-alike name"
  ],
  damaged: [
    {
      ...unsigned,
      provenance: { ...base().provenance, state: "inaccessible", manifests: [] },
      reasons: [reason("provenance.malformed")],
      summary: "This file is damaged or of a kind we can't open: the JPEG ends early."
    },
    "triangle",
    "Can't be read"
  ],
  hostile: [
    {
      origin: { ...base().origin, identities: [identity(EVIL)] },
      summary: `Signed by ${EVIL}, a person, on 3 May 2026. Unchanged since.`,
      reasons: [reason(EVIL, EVIL), reason("credential.accepted", EVIL)],
      standing: {
        credentials: [{ type: EVIL, issuer: { id: EVIL, name: EVIL }, accreditedBy: [EVIL], status: "valid" }],
        reputation: [{ context: EVIL, scorePpm: 1, explanation: EVIL }],
        disputes: [{ status: EVIL, ground: EVIL, openedAt: EVIL }]
      },
      provenance: {
        ...base().provenance,
        manifests: [1, 2].map(() => ({
          title: EVIL,
          claimGenerator: EVIL,
          format: EVIL,
          signer: { commonName: EVIL },
          timeStamp: { time: EVIL },
          actions: [{ action: EVIL, when: EVIL, softwareAgent: EVIL }],
          ingredients: [{ relationship: EVIL, title: EVIL }]
        }))
      }
    },
    "tick",
    "Unchanged, signer known"
  ],
  broken: [
    {
      provenance: { source: "embedded", state: "valid", manifests: "none" },
      standing: 7,
      origin: null,
      checkpoint: 3,
      reasons: [null, { text: {} }],
      asset: null
    },
    "line",
    "Unchanged, not vouched for"
  ]
};

export const kinds = Object.keys(KINDS);
export const verdictOf = (kind) => ({
  verdict: { ...base(), ...KINDS[kind][0] },
  shape: KINDS[kind][1],
  word: KINDS[kind][2]
});
