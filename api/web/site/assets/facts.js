// The sources behind each of the four answers: fingerprints, certificates, credentials, with their dates.
import { chainRows } from "./chain.js";
import { code, h, identityLink, link, said } from "./dom.js";
import { count, day, list, moment, short, words } from "./format.js";
import { plain } from "./text.js";
import { nameOf, partyName, signers } from "./verdict.js";

// Whether the service answered for another file than the one whose fingerprint this browser computed.
export const isAnother = (own, verdict) => Boolean(own && verdict?.asset?.sha256 && own !== verdict.asset.sha256);

export const table = (entries) => {
  const shown = entries.filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false);
  return shown.length
    ? h(
        "dl",
        shown.map(([term, value]) => [h("dt", term), h("dd", value)])
      )
    : null;
};

export function facts(key, { verdict, own }) {
  const { asset, provenance, origin, standing, policy, checkpoint, disclosure } = verdict;
  if (key === "unchanged") {
    const compared = !own
      ? "not computed in this browser"
      : isAnother(own, verdict)
        ? `your browser computed ${own}`
        : "your browser computed the same from your file";
    return table([
      ["Fingerprint", [code(asset?.sha256 ?? "", "SHA-256"), h("span.muted", ` ${compared}`)]],
      [
        "Found in",
        {
          embedded: "the file itself",
          sidecar: "a file beside it",
          registry: "the registry",
          recovered: "the registry, by its looks"
        }[provenance?.source] ?? "nowhere"
      ],
      ["C2PA state", provenance?.state],
      [
        "C2PA failures",
        list(provenance?.codes?.failure).length > 0 &&
          provenance.codes.failure.map((text) => [h("code", plain(text, 80)), " "])
      ],
      ["Compared", moment(verdict.checkedAt)]
    ]);
  }
  if (key === "signed") {
    return [
      signers(verdict).map((identity) =>
        table([
          ["Identity", identity.id ? identityLink(identity.id, said(nameOf(identity), 80)) : said(nameOf(identity))],
          ["DID", code(plain(identity.did, 200))],
          ["Key kept by", { hosted: "the service, on their behalf", own: "themselves" }[identity.custody]]
        ])
      ),
      table([
        [
          "Certificate",
          origin?.key && [
            said(origin.key.subject ?? origin.key, 200),
            day(origin.key.notAfter) ? `, until ${day(origin.key.notAfter)}` : ""
          ]
        ],
        ["Issued by", origin?.key?.issuer && said(origin.key.issuer, 200)],
        ["Signed", moment(origin?.signedAt)],
        ["Key looked up as of", moment(origin?.asOf)],
        [
          "Registry",
          checkpoint && [
            said(checkpoint.origin, 80),
            `, ${count(checkpoint.size, "entry", "entries")}, root `,
            code(short(checkpoint.rootHash), checkpoint.rootHash)
          ]
        ],
        ...chainRows(verdict.chain, verdict.chain?.record)
      ]),
      identityFacts(provenance?.cawg)
    ];
  }
  if (key === "standing") {
    return [
      standingFacts(standing),
      table([["By the policy", [said(policy?.id, 64), " ", code(short(policy?.sha256 ?? ""), policy?.sha256)]]])
    ];
  }
  return (
    table([
      ["Digital source type", disclosure?.digitalSourceType && code(plain(disclosure.digitalSourceType, 200))],
      [
        "AI models",
        list(disclosure?.models).length > 0 &&
          h("ul", list(disclosure.models).map((one) => h("li", said(one?.name ?? one?.identifier ?? one?.type ?? "", 120))))
      ],
      [
        "Others may",
        list(disclosure?.uses).length > 0 &&
          h(
            "ul",
            list(disclosure.uses).map((one) =>
              h("li", said(words(one?.use ?? ""), 60), ": ", said(words(one?.permission ?? ""), 40))
            )
          )
      ]
    ]) ??
    h("p.muted", "The signer said nothing on it. That tells neither way.")
  );
}

// Identities that the manifest carries (CAWG), apart from who signed it.
const CAWG_STATES = {
  trusted: "holds, by somebody this service trusts",
  valid: "holds, but nobody this service trusts vouches for it",
  invalid: "doesn't hold"
};
function identityFacts(cawg) {
  if (cawg?.state === "not-assessed") return h("p.muted", "It names an identity; the manifest isn't sound enough to judge it.");
  return list(cawg?.identities).map((identity) =>
    table([
      ["Named identity", CAWG_STATES[identity?.state] ?? plain(identity?.state, 20)],
      ["By", said(identity?.issuer ?? identity?.certificate?.subject ?? "nobody that can be told", 200)],
      ["Role", list(identity?.roles).length > 0 && said(list(identity.roles).join(", ").replaceAll("cawg.", ""), 120)],
      [
        "Proven to them",
        list(identity?.verified).length > 0 &&
          h(
            "ul",
            list(identity.verified)
              .slice(0, 16)
              .map((one) =>
                h(
                  "li",
                  said(words(String(one?.type ?? "").replace("cawg.", "")), 60),
                  ": ",
                  said(one?.name ?? one?.username ?? one?.address ?? one?.uri ?? "", 120),
                  one?.provider ? [" at ", said(one.provider, 80)] : ""
                )
              )
          )
      ],
      [
        "Failures",
        list(identity?.codes?.failure).length > 0 &&
          identity.codes.failure.map((text) => [h("code", plain(text, 80)), " "])
      ]
    ])
  );
}

export function standingFacts(standing) {
  const credentials = list(standing?.credentials).map((credential) =>
    h(
      "li",
      h("strong", said(words(credential?.type), 60)),
      " by ",
      said(partyName(credential?.issuer), 80),
      partyName(credential?.accreditedBy)
        ? [
            ", accredited by ",
            identityLink(partyName(credential.accreditedBy), said(short(partyName(credential.accreditedBy)), 80))
          ]
        : null,
      ` · ${plain(credential?.status, 20)}`,
      credential?.validFrom ? ` since ${day(credential.validFrom)}` : ""
    )
  );
  const reputation = list(standing?.reputation).map((score) =>
    h(
      "li",
      "Reputation in ",
      said(score?.context, 40),
      `: ${Math.round((score?.scorePpm ?? 0) / 10_000)} of 100`,
      `, from ${count(list(score?.explanation?.contributions).length + (score?.explanation?.othersCount ?? 0), "other")}`
    )
  );
  const disputes = list(standing?.disputes).map((dispute) =>
    h(
      "li",
      h("strong", "Dispute"),
      ": ",
      said(words(dispute?.ground), 80),
      `, since ${day(dispute?.openedAt) ?? "an unknown day"}`,
      dispute?.answeredAt ? ` · answered on ${day(dispute.answeredAt)}` : " · not answered",
      ["open", "answered"].includes(dispute?.status) ? "" : [" · ", said(dispute?.status, 20)]
    )
  );
  const all = [credentials, reputation, disputes].flat();
  return all.length ? h("ul", all) : h("p.muted", "Nobody has said anything on record.");
}
