// The inspector: everything that a file's Content Credentials say. AI first, then the tree of manifests as a picture, the one
// that is chosen beside the file, what was done, who signed, and the raw data.
import { aiStatements, certificateWords, stateOf, thumbnailOf, titleOf, treeOf } from "./crjson.js";
import { announce, button, contain, download, h, said, sign, small, svg } from "./dom.js";
import { timeline } from "./drawing.js";
import { table } from "./facts.js";
import { list, moment, words } from "./format.js";
import { problem } from "./problem.js";
import { send } from "./service.js";
import { plain } from "./text.js";

const [WIDTH, HEIGHT, GAP_X, GAP_Y] = [214, 76, 52, 20];
const ZOOMS = [0.25, 0.4, 0.6, 0.8, 1, 1.25, 1.6, 2];

// The file is sent a second time, now that somebody asks.
export async function load(place, kept, rawText) {
  if (!globalThis.document.querySelector('link[href$="inspector.css"]'))
    globalThis.document.head.append(h("link", { rel: "stylesheet", href: "/assets/inspector.css" }));
  place.replaceChildren(h("p.muted", "Reading the manifests…"));
  try {
    const document = (
      await send({
        method: "POST",
        path: "/v1/inspect?thumbnails=1",
        body: kept.file,
        type: "application/octet-stream",
        what: "Read all manifests"
      })
    ).body;
    place.replaceChildren(...view(document, kept, rawText));
    announce(`${list(document.manifests).length} manifests`);
  } catch (error) {
    place.replaceChildren(problem(error, () => load(place, kept, rawText)));
  }
}

export function view(document, kept, rawText) {
  const root = treeOf(document);
  if (!root) return [h("p.muted", "This file carries no manifests that can be read.")];
  const chosen = h("div.chosen", { "aria-live": "polite" });
  const choose = (node) =>
    chosen.replaceChildren(contain("This manifest", () => about(node, root, document, kept)));
  choose(root);
  return [
    contain("What is said of AI", () => artificial(root)),
    contain("The picture of manifests", () => picture(root, choose)),
    chosen,
    contain("The identities", () => identities(kept.verdict)),
    contain("The raw data", () => raw(document, kept, rawText))
  ];
}

function artificial(root) {
  const all = aiStatements(root);
  const one = ({ say, where, by, isMining }) =>
    h("li", where ? [said(where, 60), " "] : "This file ", say, by ? [isMining ? " for " : ", with ", said(isMining ? words(by.replace(/^.*\./, "")) : by, 80)] : null, ".");
  return h(
    "section.ai-first",
    h("h3", "AI"),
    all.length ? h("ul", all.map(one)) : h("p", "Nothing in it says whether AI had a part."),
    small("These are the signers' own words.")
  );
}

// Leaves one below the other, parents halfway between their children.
function place(root) {
  let next = 0;
  const nodes = [];
  const visit = (node, parent) => {
    const at = { node, parent, children: [], x: node.depth * (WIDTH + GAP_X), y: 0 };
    nodes.push(at);
    at.children = node.children.map((child) => visit(child, at));
    at.y = at.children.length ? (at.children[0].y + at.children.at(-1).y) / 2 : next++ * (HEIGHT + GAP_Y);
    return at;
  };
  visit(root, null);
  return { nodes, width: Math.max(...nodes.map(({ x }) => x)) + WIDTH, height: Math.max(1, next) * (HEIGHT + GAP_Y) - GAP_Y };
}

function picture(root, choose) {
  const { nodes, width, height } = place(root);
  const canvas = svg("svg", { viewBox: `-8 -8 ${width + 16} ${height + 16}`, class: "manifest-tree", role: "tree", "aria-label": "Manifests: this file and what it was made from" });
  const elements = new Map();
  let current = nodes[0];
  const focusOn = (at) => {
    elements.get(current)?.setAttribute("tabindex", "-1");
    current = at;
    elements.get(at).setAttribute("tabindex", "0");
    elements.get(at).focus();
  };
  const select = (at) => {
    for (const [other, element] of elements) element.setAttribute("aria-selected", String(other === at));
    focusOn(at);
    choose(at.node);
  };
  const sibling = (at, step) => {
    const level = nodes.filter(({ node }) => node.depth === at.node.depth);
    return level[level.indexOf(at) + step];
  };
  const onkey = (at) => (event) => {
    const to = {
      ArrowRight: at.children[0],
      ArrowLeft: at.parent,
      ArrowDown: sibling(at, 1),
      ArrowUp: sibling(at, -1),
      Home: nodes[0]
    }[event.key];
    if (to) focusOn(to);
    else if (event.key === "Enter" || event.key === " ") select(at);
    else return;
    event.preventDefault();
  };
  for (const at of nodes)
    for (const child of at.children)
      canvas.append(svg("path", { class: "branch", d: `M${at.x + WIDTH} ${at.y + HEIGHT / 2}C${at.x + WIDTH + GAP_X / 2} ${at.y + HEIGHT / 2} ${child.x - GAP_X / 2} ${child.y + HEIGHT / 2} ${child.x} ${child.y + HEIGHT / 2}` }));
  for (const at of nodes) {
    const element = box(at);
    element.addEventListener("click", () => select(at));
    element.addEventListener("keydown", onkey(at));
    elements.set(at, element);
    canvas.append(element);
  }
  elements.get(nodes[0]).setAttribute("tabindex", "0");
  elements.get(nodes[0]).setAttribute("aria-selected", "true");
  const frame = h("div.tree-frame", { tabindex: 0, role: "group", "aria-label": "Picture of manifests; arrow keys move, plus and minus zoom" }, canvas);
  return h("section", h("h3", "Its manifests"), zoomer(frame, canvas, width + 16, height + 16), frame,
    small("Choose a box to see it beside this file. By keyboard: arrows move, Enter chooses, + and − zoom."));
}

function box({ node, x, y }) {
  const { shape, word } = stateOf(node.manifest);
  const title = plain(titleOf(node), 60);
  const short = (value, most) => (value.length > most ? `${value.slice(0, most - 1)}…` : value);
  const role = node.depth ? { parentOf: "Made from", componentOf: "Contains", inputTo: "Put into" }[node.ingredient?.relationship] ?? "Ingredient" : "This file";
  const extra = node.again ? ", shown above" : node.cut ? ", more below" : "";
  const signs = sign(shape);
  for (const [name, value] of Object.entries({ x: 12, y: 13, width: 20, height: 20 })) signs.setAttribute(name, value);
  return svg(
    "g",
    { class: `manifest ${shape}`, transform: `translate(${x} ${y})`, role: "treeitem", tabindex: -1, "aria-level": node.depth + 1, "aria-selected": "false", "aria-label": `${role}: ${title}. ${word}${extra}.` },
    svg("rect", { width: WIDTH, height: HEIGHT, rx: 10 }),
    signs,
    svg("text", { x: 42, y: 20, class: "role" }, role),
    svg("text", { x: 42, y: 40, class: "title" }, short(title, 18)),
    svg("text", { x: 42, y: 60, class: "state" }, short(word + extra, 27))
  );
}

function zoomer(frame, canvas, width, height) {
  let at = 4;
  const apply = (scale) => {
    canvas.setAttribute("width", width * scale);
    canvas.setAttribute("height", height * scale);
  };
  const step = (by) => {
    at = Math.min(ZOOMS.length - 1, Math.max(0, at + by));
    apply(ZOOMS[at]);
    announce(`${Math.round(ZOOMS[at] * 100)} percent`);
  };
  const fit = () => {
    const scale = Math.min(1, (frame.clientWidth - 4) / width);
    at = Math.max(0, ZOOMS.findLastIndex((zoom) => zoom <= scale));
    apply(scale);
  };
  frame.addEventListener("keydown", (event) => {
    const act = { "+": () => step(1), "=": () => step(1), "-": () => step(-1), 0: fit }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  apply(1);
  const named = (label, name, act) => {
    const one = button(label, act);
    one.setAttribute("aria-label", name);
    return one;
  };
  return h("p.actions.zoom", named("−", "Smaller", () => step(-1)), named("+", "Larger", () => step(1)), button("Fit", fit));
}

function thumbnail(node, document, file) {
  const embedded = thumbnailOf(node, document);
  const frame = h("div.frame", h("span.file-kind", "no picture"));
  let blob = null;
  if (!node.depth && file?.type.startsWith("image/")) blob = file;
  else if (embedded && /^image\/(jpeg|png|webp)$/.test(embedded.mediaType)) {
    const bytes = Uint8Array.from(atob(embedded.data), (c) => c.charCodeAt(0));
    blob = new Blob([bytes], { type: embedded.mediaType });
  }
  if (blob) {
    const image = h("img", { alt: node.depth ? "Thumbnail of the ingredient" : "The file you chose", src: URL.createObjectURL(blob) });
    image.onload = () => {
      URL.revokeObjectURL(image.src);
      frame.replaceChildren(image);
    };
  }
  return frame;
}

const signerOf = ({ manifest }) => manifest?.certificate && (manifest.certificate.organisation || manifest.certificate.name);
const FACTS = [
  ["Title", titleOf],
  ["Kind", (node) => node.manifest?.format || node.ingredient?.format],
  ["Signed by", signerOf],
  ["Issued by", ({ manifest }) => manifest?.certificate?.issuer],
  ["Time stamp", ({ manifest }) => manifest?.stamp && `${moment(manifest.stamp.time) ?? "?"}, ${manifest.stamp.authority}`],
  ["Made with", ({ manifest }) => manifest?.generator],
  ["Found", ({ manifest }) => stateOf(manifest).word],
  ["Kept in it", ({ manifest }) => manifest && `${manifest.ingredients.length} ingredients, ${manifest.assertions.length} statements`]
];

// The file and the chosen ingredient side by side: pictures, then fact by fact.
function compare(node, root, document, file) {
  const value = (one, read) => (read(one) ? said(read(one), 120) : h("span.muted", "not said"));
  const same = (read) => (read(node) ?? "") === (read(root) ?? "");
  return h(
    "div.compare",
    h("table",
      h("caption.unseen", "This file and the ingredient, fact by fact"),
      h("thead", h("tr", h("td"), h("th", { scope: "col" }, "This file"), h("th", { scope: "col" }, "The ingredient"))),
      h("tbody",
        h("tr", h("th", { scope: "row" }, "Looks"), h("td", thumbnail(root, document, file)), h("td", thumbnail(node, document, file))),
        FACTS.map(([name, read]) =>
          h("tr", { class: same(read) ? "same" : "differs" }, h("th", { scope: "row" }, name), h("td", value(root, read)), h("td", value(node, read), same(read) ? h("span.unseen", " (the same)") : null))
        )
      )
    )
  );
}

function about(node, root, document, kept) {
  const { manifest } = node;
  const { shape, word } = stateOf(manifest);
  const failures = list(manifest?.failure);
  return h(
    "section",
    h("h3", said(titleOf(node), 80)),
    h("p.word", sign(shape), word),
    node.depth ? compare(node, root, document, kept.file) : table(FACTS.slice(0, 6).map(([name, read]) => [name, read(node) && said(read(node), 120)])),
    manifest ? [
      h("h4", "The certificate"),
      h("p", certificateWords(manifest).map((piece) => (typeof piece === "string" ? piece : said(piece.name, 120)))),
      table([
        ["Valid", manifest.certificate && `${moment(manifest.certificate.from) ?? "?"} to ${moment(manifest.certificate.until) ?? "?"}`],
        ["Serial number", manifest.certificate && h("code.hash", plain(manifest.certificate.serial, 80))],
        ["Algorithm", manifest.algorithm && plain(manifest.algorithm, 20)]
      ]),
      failures.length ? [
        h("h4", "What isn't in order"),
        h("ul", failures.slice(0, 30).map((entry) => h("li", h("code", plain(entry?.code, 80)), entry?.explanation ? [" ", said(entry.explanation, 200)] : null)))
      ] : null,
      h("h4", "What was done"),
      timeline(manifest.actions.slice(0, 60).map(({ name, when, agent, note }) => ({
        kind: /created$/.test(name) ? "made" : /(opened|placed)$/.test(name) ? "parent" : "edited",
        title: words(name.replace(/^.*\./, "")) || "Something",
        when,
        detail: agent || note
      })))
    ] : h("p.muted", "Nothing is known of how this ingredient came to be: it carried no credentials.")
  );
}

// CAWG identities are judged apart from the signer of the file.
function identities(verdict) {
  const cawg = verdict?.provenance?.cawg;
  const all = list(cawg?.identities);
  const who = (identity) => list(identity?.verified).slice(0, 20).map((one) => h("li", plain(words(String(one?.type ?? "").replace(/^.*\./, "")), 40), ": ", said(one?.name || one?.username || one?.address || one?.uri || "?", 120), one?.provider ? [", seen by ", said(one.provider, 80)] : null));
  const word = { trusted: ["tick", "sound, and its issuer is trusted here"], valid: ["line", "sound, but its issuer isn't on your list"], invalid: ["triangle", "not in order"] };
  return h(
    "section",
    h("h3", "Identities beside the signer"),
    all.length
      ? all.slice(0, 16).map((identity) => {
          const [shape, what] = word[identity?.state] ?? ["dotted", "not judged"];
          return h("div.identity", h("p.word", sign(shape), `An identity assertion, ${what}`), h("ul", who(identity)), table([
            ["Issued by", identity?.issuer && said(identity.issuer, 200)],
            ["Roles", list(identity?.roles).length > 0 && said(identity.roles.join(", "), 120)]
          ]));
        })
      : h("p.muted", "None. Who signed the file is told above; nobody else names themselves in it.")
  );
}

function raw(document, kept, rawText) {
  const place = h("pre", { tabindex: 0 });
  const name = `${plain(kept.file?.name ?? "file", 80)}.crjson`;
  return h(
    "details.raw",
    { ontoggle: () => place.textContent || (place.textContent = rawText(document)) },
    h("summary", "Raw data (crJSON)"),
    h("p.actions", button("Download", () => download(new Blob([JSON.stringify(document)], { type: "application/json" }), name))),
    place
  );
}
