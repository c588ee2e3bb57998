// An answer on the screen, in the order in which a person asks: sentence, picture, four rows, history, take it along.
import { chainRows } from "./chain.js";
import { button, code, contain, copyButton, download, h, identityLink, link, said, sign, small, time } from "./dom.js";
import { timeline } from "./drawing.js";
import { facts, isAnother, table } from "./facts.js";
import { day, list, moment, shellQuoted as quoted, size } from "./format.js";
import { plain, splitAtNames, warning } from "./text.js";
import { AI_FIRST, history, nameOf, namesIn, overall, rows, sentence, signers } from "./verdict.js";

// kept: {verdict, file, records, own: SHA-256 by this browser or null, key: the log's verifier key or null}
export function answer(kept, another) {
  const { verdict, file } = kept;
  const { shape, word } = overall(verdict);
  return h(
    "article",
    { class: `answer ${shape}` },
    h(
      "header.hero",
      h(
        "div.statement",
        h("h1", statement(verdict)),
        h("p.word", sign(shape, true), word),
        contain("A warning", () => warnings(kept))
      ),
      contain("The picture", () => picture(file, verdict?.asset))
    ),
    contain("The four answers", () =>
      h(
        "section.rows",
        { "aria-label": "Four answers" },
        rows(verdict).map((row) => rowOf(row, kept))
      )
    ),
    contain("The candidates", () => candidates(verdict)),
    h(
      "section",
      h("h2", "History"),
      contain("The history", () => timeline(history(verdict, kept.records))),
      inspector(kept)
    ),
    contain("The proof", () => takeAlong(kept)),
    h(
      "footer.actions",
      another,
      h(
        "span.muted.small",
        "Checked ",
        time(verdict?.checkedAt, moment(verdict?.checkedAt)),
        verdict?.checkpoint?.size ? `, as of checkpoint ${verdict.checkpoint.size}` : "",
        ". Whether what it shows is true isn't assessed."
      )
    )
  );
}

function statement(verdict) {
  return splitAtNames(sentence(verdict), namesIn(verdict)).map((piece) =>
    piece.name ? h("em", said(piece.name, 80)) : h("span", said(piece.text, 500))
  );
}

function warnings({ verdict, own, wanted }) {
  const found = signers(verdict)
    .map((identity) => warning(identity?.name))
    .filter(Boolean);
  if (isAnother(own, verdict))
    found.push("The service answered for another file than yours: your browser computed another fingerprint.");
  if (wanted && wanted !== verdict?.asset?.sha256) found.push("This isn't the file of that address: its bytes differ.");
  const imitated = /, not ([a-z0-9-]{3,63}):/.exec(sentence(verdict))?.[1];
  if (imitated && overall(verdict).word === "Look-alike name")
    found.push(["The one it looks like: ", identityLink(imitated, imitated), "."]);
  return found.map((text) => h("p.warning", text));
}

function picture(file, asset) {
  const kind = asset?.mediaType || file?.type || "file";
  // The ending says more of an unknown kind than its media type, and fits.
  const ending = /\.(\w{1,5})$/.exec(file?.name ?? "")?.[1] ?? "file";
  const frame = h("div.frame", h("span.file-kind", plain(/octet-stream$/.test(kind) ? ending : kind.split("/").at(-1), 8)));
  if (file?.type.startsWith("image/")) {
    const image = h("img", { alt: "The file you chose", src: URL.createObjectURL(file) });
    image.onload = () => {
      URL.revokeObjectURL(image.src);
      frame.replaceChildren(image);
    };
  }
  return h(
    "figure.picture",
    frame,
    h(
      "figcaption",
      h("strong", said(file?.name ?? "Your file", 48)),
      h("span.muted", `${size(asset?.bytes ?? file?.size)} · ${plain(kind, 40)}`)
    )
  );
}

function rowOf({ key, question, shape, answer: pieces, reasons }, kept) {
  return h(
    "details.row",
    { id: `row-${key}` },
    h(
      "summary",
      sign(shape),
      h("span.question", question),
      h(
        "span.short",
        pieces.map((piece) =>
          typeof piece === "string"
            ? piece
            : piece.extra !== undefined
              ? h("span.extra", piece.extra)
              : said(piece.name, 60)
        )
      ),
      h("span.why", "why")
    ),
    h(
      "div.reasons",
      reasons.length
        ? h(
            "ul",
            reasons.map((reason) =>
              h("li", said(reason?.text, 400), " ", h("code.muted.small", plain(reason?.code, 80)))
            )
          )
        : null,
      contain("The sources", () => facts(key, kept))
    )
  );
}

function candidates(verdict) {
  const found = list(verdict?.candidates);
  if (!found.length) return null;
  return h(
    "section",
    h("h2", "It looks like"),
    h("p.muted", "Alike isn't the same: compare them yourself."),
    h(
      "ul.plain",
      found
        .slice(0, 10)
        .map(({ record: known, distance }) =>
          h(
            "li",
            link(
              `/verify/${encodeURIComponent(known?.sha256 ?? "")}`,
              "A file registered by ",
              said(nameOf(known?.signer) || "somebody", 60)
            ),
            day(known?.registeredAt) ? ` on ${day(known.registeredAt)}` : "",
            h("span.muted", ` · differs by ${Number(distance)}`)
          )
        )
    )
  );
}

// Raw JSON with every invisible character spelled out, so that it can't reorder what is read.
export const rawText = (value) =>
  JSON.stringify(value, null, 2).replace(/[\p{Cf}\p{Cc}\p{Zl}\p{Zp}]/gu, (character) =>
    character === "\n"
      ? character
      : [...character].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")
  );

function takeAlong({ verdict, file, key }) {
  const name = plain(file?.name ?? "FILE", 80);
  const proof = `${name}.proof.json`;
  const { chain } = verdict;
  const trust = chain
    ? `--chain-id ${chain.chainId} --registry ${plain(chain.contract, 50)} --block-hash ${plain(verdict.evidenceBlock?.hash, 70)}`
    : `--log-key ${quoted(key ?? "LOG-KEY")}`;
  const command = verdict?.evidence
    ? `countersign check ${quoted(proof)} ${quoted(name)} ${trust}`
    : `countersign verify ${quoted(name)} --server ${quoted(location.origin)}`;
  const address = verdict?.asset?.sha256 ? `${location.origin}/verify/${verdict.asset.sha256}` : location.href;
  const { evidence, ...rest } = verdict;
  return h(
    "section.take",
    h("h2", "Take it with you"),
    h(
      "ul.plain",
      h(
        "li",
        h("strong", "The proof"),
        evidence
          ? button(
              "Download the proof",
              () => download(new Blob([JSON.stringify(evidence)], { type: "application/json" }), proof),
              false
            )
          : h("span.muted", said(verdict.evidenceProblem?.text ?? "There is none for this answer.", 200))
      ),
      h(
        "li",
        h(
          "strong",
          evidence ? "The command that checks it, without this service" : "The same answer on the command line"
        ),
        h("div.copy", h("pre", { tabindex: 0 }, command), copyButton(command)),
        evidence && chain ? small("Compare the block's hash with what a node or an explorer that you trust says.") : null
      ),
      h(
        "li",
        h("strong", "A link to this answer"),
        h("div.copy", h("pre", { tabindex: 0 }, address), copyButton(address))
      )
    ),
    h("details.raw", h("summary", "Raw data"), h("pre", { tabindex: 0 }, rawText(rest)))
  );
}

// Closed until somebody asks, and not even fetched.
function inspector(kept) {
  if (!kept.file || !/^(embedded|sidecar)$/.test(kept.verdict?.provenance?.source)) return null;
  const place = h("div.inspected");
  const load = async () => (await import("./inspector.js")).load(place, kept, rawText);
  return h("details.inspector", { ontoggle: () => place.firstChild || load() }, h("summary", "All manifests"), place);
}

// What the registry alone can say of a fingerprint, when the file itself isn't here.
export function record({ sha256, records, chain }, choose) {
  const [first, ...others] = list(records);
  const head = first
    ? [
        "Registered by ",
        h("em", said(nameOf(first.signer), 80)),
        day(first.registeredAt) ? ` on ${day(first.registeredAt)}.` : "."
      ]
    : ["Nothing is registered under this fingerprint. Most files are in no registry."];
  const ai = AI_FIRST[first?.disclosure];
  const shape = !first ? "dotted" : first.status === "revoked" ? "triangle" : "line";
  return h(
    "article",
    { class: `answer ${shape}` },
    h(
      "header.hero",
      h(
        "div.statement",
        h("h1", ai ? `${ai} ` : null, head),
        h(
          "p.word",
          sign(shape, true),
          !first ? "Nothing found" : first.status === "revoked" ? "Revoked" : "Registered; file not compared"
        )
      )
    ),
    h(
      "section.prompt",
      h(
        "p.lead",
        "Files aren't kept here. Choose yours to see whether it is the one, byte for byte, and what it carries inside."
      ),
      h("p.actions", choose)
    ),
    first
      ? h(
          "section",
          h("h2", "On record"),
          h(
            "ul.plain",
            [first, ...others]
              .slice(0, 50)
              .map((entry) =>
                h(
                  "li",
                  identityLink(entry.signer?.id, said(nameOf(entry.signer), 80)),
                  " · ",
                  time(entry.registeredAt, moment(entry.registeredAt)),
                  ` · ${plain(entry.status ?? "valid", 20)}`,
                  Number.isInteger(entry.index)
                    ? [" · ", link(`/log?entry=${entry.index}`, `entry ${entry.index} of the log`)]
                    : null,
                  entry.chain ? table(chainRows(chain, entry.chain)) : null
                )
              )
          )
        )
      : null,
    small("Fingerprint ", code(sha256, "SHA-256"))
  );
}
