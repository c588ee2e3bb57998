// An identity: who vouches for it, for what, since when, with the path to the roots drawn; its keys; disputes.
import { standingFacts } from "./answer.js";
import { announce, code, contain, copyButton, h, link, said, sign, small, time } from "./dom.js";
import { path } from "./drawing.js";
import { day, kindOf, list, moment, short, words } from "./format.js";
import { waiting } from "./problem.js";
import { get, Problem } from "./service.js";
import { plain, warning } from "./text.js";
import { nameOf, partyName } from "./verdict.js";

export async function show({ main, subject, signal, go }) {
  document.title = "Identities · Countersign";
  if (!subject) return main.replaceChildren(search(go));
  const stop = waiting(main, "Looking it up");
  try {
    const identity = await get(`/v1/identities/${encodeURIComponent(subject)}`, "An identity by id or name", { signal });
    document.title = `${plain(nameOf(identity), 60)} · Countersign`;
    main.replaceChildren(page(identity));
    announce(main.querySelector("h1").textContent);
  } catch (error) {
    if (error.status !== 404 && error.status !== 400) throw error;
    throw new Problem({ title: `Nobody here is called ${plain(subject, 70)}.`, detail: warning(subject) ?? "", status: error.status, code: error.code,
      advice: "Names have lower-case letters, digits and hyphens. Check each letter, or ask them for their id." });
  } finally {
    stop();
  }
}

function search(go) {
  const field = h("input", { id: "who", type: "text", autocomplete: "off", autocapitalize: "none", spellcheck: "false", required: true, maxlength: 80, placeholder: "newsroom" });
  return h("article", { class: "column" },
    h("h1", {}, "Who is behind a name?"),
    h("p", { class: "lead" }, "A person, an organisation or an AI agent: since when they are here, who vouches for them, and for what."),
    h("form", { class: "line", onsubmit: (event) => {
      event.preventDefault();
      if (field.value.trim()) go(`/identity/${encodeURIComponent(field.value.trim())}`);
    } }, h("label", { for: "who" }, "Name or id"), h("div", { class: "field" }, field, h("button", { type: "submit" }, "Look up"))),
    h("p", { class: "muted" }, "None yet? ", link("/create", "Create an identity"), " takes a minute."));
}

function page(identity) {
  const name = identity.name || short(identity.id);
  const disputes = list(identity.standing?.disputes);
  const warned = identity.name ? warning(identity.name) : null;
  return h("article", { class: "identity" },
    h("header", {},
      h("h1", {}, said(name, 80)),
      h("p", { class: "lead" }, [kindOf(identity.kind), identity.createdAt ? `here since ${day(identity.createdAt)}` : ""].filter(Boolean).join(", ").replace(/^./, (letter) => letter.toUpperCase()), ". ",
        { hosted: "This service keeps their key for them.", own: "They keep their own key." }[identity.custody] ?? ""),
      warned ? h("p", { class: "warning" }, warned) : null,
      list(identity.warnings).map((text) => h("p", { class: "warning" }, said(text.text ?? text, 300))),
      disputes.length ? h("p", { class: "warning" }, "Disputed: ", said(disputes[0].ground ?? "no ground given", 200)) : null),
    h("section", {}, h("h2", {}, "Who vouches for them"), contain("The credentials", () => vouching(identity, name))),
    list(identity.standing?.reputation).length || disputes.length ? h("section", {}, h("h2", {}, "What else is on record"),
      contain("The record", () => standingFacts({ ...identity.standing, credentials: [] }))) : null,
    h("section", {}, h("h2", {}, "Keys"), contain("The keys", () => keys(identity))),
    h("section", {}, h("h2", {}, "Names for machines"),
      h("dl", {}, h("dt", {}, "DID"), h("dd", { class: "copy" }, code(plain(identity.did, 300)), copyButton(identity.did)),
        h("dt", {}, "Id"), h("dd", { class: "copy" }, code(plain(identity.id, 80)), copyButton(identity.id)))),
    identity.asOf ? small(`As of checkpoint ${identity.asOf.size} of the `, link("/log", "log"), ", root ", code(short(identity.asOf.rootHash), identity.asOf.rootHash)) : null);
}

const addressOf = (party) => (party?.id || party?.name ? `/identity/${encodeURIComponent(party.id ?? party.name)}` : null);
const asList = (party) => (Array.isArray(party) ? [...party].reverse() : party ? [party] : []);

function vouching(identity, name) {
  const credentials = list(identity.standing?.credentials);
  if (!credentials.length) {
    return h("div", { class: "empty" }, sign("line", true), h("p", {}, "Nobody this service's policy trusts vouches for them yet. Everybody starts like that: it says nothing against them."));
  }
  return credentials.map((credential) => {
    const good = credential.status === "valid";
    const roots = asList(credential.accreditedBy);
    const nodes = [
      ...roots.map((party) => ({ name: partyName(party), role: "trusted root", href: addressOf(party), shape: "tick" })),
      { name: partyName(credential.issuer), role: roots.length ? "issuer" : "issuer, not accredited", href: addressOf(credential.issuer), shape: roots.length ? "tick" : "line" },
      { name, role: words(credential.type), shape: good ? "tick" : "triangle" },
    ];
    const labels = [...roots.map(() => "accredits"), good ? "attests" : plain(credential.status, 20)];
    return h("div", { class: "vouching" },
      h("h3", {}, said(words(credential.type), 60), h("span", { class: "muted" }, ` · ${plain(credential.status, 20)}`,
        credential.validFrom || credential.issuedAt ? `, since ${day(credential.validFrom ?? credential.issuedAt)}` : "", credential.validUntil ? `, until ${day(credential.validUntil)}` : "")),
      path(nodes, labels));
  });
}

const KEY_SIGNS = { active: "tick", compromised: "triangle" };
function keys(identity) {
  return h("ul", { class: "plain keys" }, list(identity.keys).map((key) => h("li", {},
    sign(KEY_SIGNS[key.status] ?? "line"),
    h("div", {},
      h("strong", {}, words(key.status)), ` · ${plain(key.scheme, 20)} · may ${list(key.roles).map((role) => plain(role, 20)).join(", ") || "do nothing"}`,
      h("div", {}, code(short(key.publicKey), key.publicKey),
        key.validFrom ? [" since ", time(key.validFrom, day(key.validFrom))] : null,
        key.validUntil ? [" until ", time(key.validUntil, day(key.validUntil))] : null),
      key.compromisedSince ? h("div", { class: "warning" }, "In wrong hands since ", time(key.compromisedSince, moment(key.compromisedSince)), ".") : null))));
}
