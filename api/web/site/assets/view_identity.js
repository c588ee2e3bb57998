// An identity: who vouches for it, for what, since when, with the path to the roots drawn; its keys; disputes.
import { chainRows } from "./chain.js";
import { standingFacts, table } from "./facts.js";
import { announce, code, contain, copyButton, h, line, link, said, sign, small, textField, time } from "./dom.js";
import { path } from "./drawing.js";
import { day, kindOf, list, moment, short, words } from "./format.js";
import { waiting } from "./problem.js";
import { get, Problem } from "./service.js";
import { plain, warning } from "./text.js";
import { nameOf, partyName } from "./verdict.js";

const PARTIES_MAX = 8;

export async function show({ main, subject, signal, go }) {
  document.title = "Identities · Countersign";
  if (!subject) return main.replaceChildren(search(go));
  const stop = waiting(main, "Looking it up");
  try {
    const identity = await get(`/v1/identities/${encodeURIComponent(subject)}`, "An identity by id or name", {
      signal
    });
    document.title = `${plain(nameOf(identity), 60)} · Countersign`;
    await nameParties(identity, signal);
    main.replaceChildren(page(identity));
    announce(main.querySelector("h1").textContent);
  } catch (error) {
    if (error.status !== 404 && error.status !== 400) throw error;
    throw new Problem({
      title: `Nobody here is called ${plain(subject, 70)}.`,
      detail: warning(subject) ?? "",
      status: error.status,
      code: error.code,
      advice: "Names have lower-case letters, digits and hyphens. Check each letter, or ask them for their id."
    });
  } finally {
    stop();
  }
}

// Accreditors are known by their ids alone; their names make the picture readable.
async function nameParties(identity, signal) {
  const known = new Map();
  for (const credential of list(identity.standing?.credentials)) {
    credential.accreditedBy = await Promise.all(
      asList(credential.accreditedBy).map(async (party) => {
        if (typeof party !== "string" || known.size >= PARTIES_MAX) return party;
        if (!known.has(party))
          known.set(
            party,
            get(`/v1/identities/${encodeURIComponent(party)}`, "An identity by id or name", { signal }).catch(
              () => null
            )
          );
        return { id: party, name: (await known.get(party))?.name ?? short(party) };
      })
    );
  }
}

function search(go) {
  const field = textField("who", { placeholder: "newsroom" });
  return h(
    "article.column",
    h("h1", "Who is behind a name?"),
    h(
      "p.lead",
      "A person, an organisation or an AI agent: since when they are here, who vouches for them, and for what."
    ),
    line("Name or id", field, "Look up", (who) => who && go(`/identity/${encodeURIComponent(who)}`)),
    h("p.muted", "None yet? ", link("/create", "Create an identity"), " takes a minute.")
  );
}

function page(identity) {
  const name = identity.name || short(identity.id);
  const disputes = list(identity.standing?.disputes);
  const warned = identity.name ? warning(identity.name) : null;
  return h(
    "article.identity",
    h(
      "header",
      h("h1", said(name, 80)),
      h(
        "p.lead",
        [kindOf(identity.kind), identity.createdAt ? `here since ${day(identity.createdAt)}` : ""]
          .filter(Boolean)
          .join(", ")
          .replace(/^./, (letter) => letter.toUpperCase()),
        ". ",
        { hosted: "This service keeps their key for them.", own: "They keep their own key." }[identity.custody] ?? ""
      ),
      warned ? h("p.warning", warned) : null,
      list(identity.warnings).map((text) => h("p.warning", said(text.text ?? text, 300))),
      disputes.some(({ status }) => status === "open" || status === "answered")
        ? h("p.warning", "What they say is disputed; see below.")
        : null
    ),
    h(
      "section",
      h("h2", "Who vouches for them"),
      contain("The credentials", () => vouching(identity, name))
    ),
    list(identity.standing?.reputation).length || disputes.length
      ? h(
          "section",
          h("h2", "What else is on record"),
          contain("The record", () => standingFacts({ ...identity.standing, credentials: [] }))
        )
      : null,
    h(
      "section",
      h("h2", "Keys"),
      contain("The keys", () => keys(identity))
    ),
    h(
      "section",
      h("h2", "Names for machines"),
      h(
        "dl",
        h("dt", "DID"),
        h("dd.copy", code(plain(identity.did, 300)), copyButton(identity.did)),
        h("dt", "Id"),
        h("dd.copy", code(plain(identity.id, 80)), copyButton(identity.id))
      )
    ),
    identity.chain
      ? h(
          "section",
          h("h2", "Where the chain has them"),
          contain("The chain", () => table(chainRows(identity.chain, identity.chain.changed)))
        )
      : null,
    identity.asOf
      ? small(
          `As of checkpoint ${identity.asOf.size} of the `,
          link("/log", "log"),
          ", root ",
          code(short(identity.asOf.rootHash), identity.asOf.rootHash)
        )
      : null
  );
}

const addressOf = (party) =>
  party?.id || party?.name ? `/identity/${encodeURIComponent(party.id ?? party.name)}` : null;
// The nearest first.
const asList = (party) => (Array.isArray(party) ? party : party ? [party] : []);

function vouching(identity, name) {
  const credentials = list(identity.standing?.credentials);
  if (!credentials.length) {
    return h(
      "div.empty",
      sign("line", true),
      h(
        "p",
        "Nobody this service's policy trusts vouches for them yet. Everybody starts like that: it says nothing against them."
      )
    );
  }
  return credentials.map((credential) => {
    const good = credential.status === "valid";
    const roots = [...asList(credential.accreditedBy)].reverse();
    const { accepted } = credential; // whether the path ends at a root of the policy, where the service says so
    const nodes = [...roots, credential.issuer].map((party, i) => ({
      name: partyName(party),
      role: i === 0 && accepted ? "trusted root" : i < roots.length ? "accreditor" : "issuer",
      href: addressOf(party)
    }));
    nodes.push({
      name,
      role: words(credential.type),
      shape: !good ? "triangle" : accepted === false ? "line" : "tick"
    });
    const labels = [...roots.map(() => "accredits"), good ? "attests" : plain(credential.status, 20)];
    return h(
      "div.vouching",
      h(
        "h3",
        said(words(credential.type), 60),
        h(
          "span.muted",
          ` · ${plain(credential.status, 20)}`,
          credential.validFrom || credential.issuedAt
            ? `, since ${day(credential.validFrom ?? credential.issuedAt)}`
            : "",
          credential.validUntil ? `, until ${day(credential.validUntil)}` : ""
        )
      ),
      path(nodes, labels)
    );
  });
}

const KEY_SIGNS = { active: "tick", compromised: "triangle" };
function keys(identity) {
  return h(
    "ul.plain.keys",
    list(identity.keys).map((key) =>
      h(
        "li",
        sign(KEY_SIGNS[key.status] ?? "line"),
        h(
          "div",
          h("strong", words(key.status)),
          ` · ${plain(key.scheme, 20)} · may ${
            list(key.roles)
              .map((role) => plain(role, 20))
              .join(", ") || "do nothing"
          }`,
          h(
            "div",
            code(short(key.publicKey), key.publicKey),
            key.validFrom ? [" since ", time(key.validFrom, day(key.validFrom))] : null,
            key.validUntil ? [" until ", time(key.validUntil, day(key.validUntil))] : null
          ),
          key.compromisedSince
            ? h("div.warning", "In wrong hands since ", time(key.compromisedSince, moment(key.compromisedSince)), ".")
            : null
        )
      )
    )
  );
}
