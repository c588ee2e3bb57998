// Create and sign, in three steps: a name; the recovery code, shown once and asked back; a first signed photo.
import {
  announce,
  button,
  copyButton,
  download,
  h,
  identityLink,
  link,
  refusal,
  refuse,
  said,
  sign,
  small,
  textField
} from "./dom.js";
import { kindOf, moment, short, size } from "./format.js";
import { problem } from "./problem.js";
import { send, session } from "./service.js";
import { plain } from "./text.js";
import { checkNext, chooser } from "./view_verify.js";

// Fetched by who may need it: most don't.
const walletOf = () => import("./wallet.js");
const STEPS = ["Name", "Recovery code", "Sign"];
const NAME = /^(?=.{3,63}$)(?!xn--)[a-z0-9]+(-[a-z0-9]+)*$/; // docs/spec/names.md, N1 to N5

export function show(context) {
  document.title = "Sign · Countersign";
  const identity = session.get();
  return identity ? showSigning(context, identity) : showNaming(context);
}

const stepper = (current) =>
  h(
    "ol.stepper",
    { "aria-label": "Steps" },
    STEPS.map((name, i) =>
      h("li", { "aria-current": i === current ? "step" : null, class: i < current ? "done" : null }, name)
    )
  );
const step = ({ main, focusHeading }, current, ...content) => {
  main.replaceChildren(h("article.create.column", stepper(current), content));
  if (current) focusHeading();
};

function choices(legend, name, options, chosen) {
  return h(
    "fieldset",
    h("legend", legend),
    options.map(([value, label, hint]) =>
      h(
        "label.choice",
        h("input", { type: "radio", name, value, checked: value === chosen }),
        h("span", label, hint ? h("span.muted.small", hint) : null)
      )
    )
  );
}

// Sends; while it waits the button says so and can't be pressed twice.
async function during(submit, text, work) {
  const before = submit.textContent;
  submit.disabled = true;
  submit.textContent = text;
  try {
    return await work();
  } finally {
    submit.disabled = false;
    submit.textContent = before;
  }
}

function showNaming(context) {
  const name = textField("name", { maxlength: 63, placeholder: "jane-photographer" });
  const note = refusal("name-wrong");
  const submit = h("button", { type: "submit" }, "Create");
  const failure = h("div");
  const wallets = h("div");
  // What the fields say, or nothing where one is wrong.
  const wanted = () => {
    note.textContent = "";
    name.removeAttribute("aria-invalid");
    failure.replaceChildren();
    const chosen = name.value.trim().normalize("NFKC").toLowerCase().replace(/[\s_]+/g, "-"); // N6, as far as it matters here
    if (NAME.test(chosen)) return { name: chosen, kind: new FormData(form).get("kind") };
    return refuse(name, note, "Use 3 to 63 letters a to z and digits, with single hyphens between them.");
  };
  const refused = (error) => {
    if (/^name\./.test(error.code)) refuse(name, note, plain(`${error.title} ${error.detail}`, 300));
    else failure.replaceChildren(problem(error));
  };
  const form = h(
    "form",
    {
      novalidate: true,
      onsubmit: async (event) => {
        event.preventDefault();
        const asked = wanted();
        if (!asked) return;
        try {
          const created = await during(submit, "Creating…", () =>
            send({
              method: "POST",
              path: "/v1/identities",
              type: "application/json",
              body: JSON.stringify(asked),
              what: "Create an identity",
              signal: context.signal
            })
          );
          showCode(context, created.body);
        } catch (error) {
          if (error.name !== "AbortError") refused(error);
        }
      }
    },
    h("label", { for: "name" }, "Public name"),
    name,
    note,
    choices(
      "You are",
      "kind",
      [
        ["person", "A person"],
        ["organisation", "An organisation"],
        ["agent", "An AI agent"]
      ],
      "person"
    ),
    h("p.actions", submit),
    failure
  );
  step(
    context,
    0,
    h("h1", "Sign what you make"),
    h(
      "p.lead",
      "With an identity of your own, whoever receives your photo can see that it comes from you and wasn't changed since."
    ),
    form,
    small("The name is public and stays in the log. Nothing else about you is asked or kept."),
    wallets
  );
  const done = (identity) => {
    if (identity.recoveryCode) return showCode(context, identity);
    const { id, did, name: known, kind, wallet } = identity;
    session.set({ id, did, name: known, kind, wallet });
    showSigning(context, session.get());
  };
  walletOf().then(({ offer }) => offer({ place: wallets, wanted, done, refused, signal: context.signal }));
}

// The code's alphabet has no I, L or O: they are misread digits.
const normal = (text) =>
  text
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "")
    .replace(/[IL]/g, "1")
    .replaceAll("O", "0");

function showCode(context, created) {
  const { recoveryCode, nameProblem } = created;
  const leave = (event) => event.preventDefault();
  addEventListener("beforeunload", leave, { signal: context.signal });
  const note = refusal("code-wrong");
  const field = textField("code");
  const shown = h("p.recovery", { tabindex: 0, "aria-label": "Recovery code" }, recoveryCode);
  const form = h(
    "form",
    {
      hidden: true,
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        if (normal(field.value) !== normal(recoveryCode))
          return refuse(field, note, "That isn't the code. Look at what you kept, or show it once more.");
        removeEventListener("beforeunload", leave);
        const { id, did, name, kind, token, tokenExpiresAt, wallet } = created;
        session.set({ id, did, name, kind, token, tokenExpiresAt, wallet });
        showSigning(context, session.get());
      }
    },
    h("label", { for: "code" }, "Now enter it from what you kept"),
    field,
    note,
    h(
      "p.actions",
      h("button", { type: "submit" }, "Go on"),
      button("Show it again", () => toggle(false))
    )
  );
  const keep = h(
    "div",
    shown,
    h(
      "p.actions",
      button("I have kept it", () => toggle(true), false),
      copyButton(recoveryCode),
      button("Save as a file", () =>
        download(
          new Blob([`${created.name ?? created.id}\n${created.did}\n\n${recoveryCode}\n`], { type: "text/plain" }),
          `${created.name ?? created.id.slice(0, 8)}-recovery-code.txt`
        )
      )
    )
  );
  const toggle = (asking) => {
    keep.hidden = asking;
    form.hidden = !asking;
    (asking ? field : shown).focus();
  };
  step(
    context,
    1,
    h("h1", "Keep this recovery code"),
    h(
      "p.lead",
      "It is shown this once. Whoever has it can take the identity back when its key is lost or stolen. Write it down, or keep it where you keep passwords."
    ),
    nameProblem
      ? h("p", "The name isn't yours: ", said(`${nameProblem.title} ${nameProblem.detail ?? ""}`, 300), " The identity exists all the same, and goes by its id until it claims another name.")
      : null,
    keep,
    form
  );
  announce("Keep this recovery code. It is shown this once.");
}

function showSigning(context, identity) {
  const name = identity.name || short(identity.id);
  const { wallet } = identity;
  const forget = button(wallet ? "Leave this identity" : "Forget the token", () => {
    session.clear();
    show(context);
    context.focusHeading();
  });
  let file = null;
  const chosen = h("p.muted", "No file chosen.");
  const take = (next) => {
    file = next;
    chosen.replaceChildren(said(file.name, 60), ` · ${size(file.size)}`);
    note.textContent = "";
  };
  const pick = chooser(take, "Choose a photo");
  const note = refusal("file-wrong");
  const title = textField("title", { maxlength: 200, autocapitalize: null, spellcheck: null });
  const submit = h("button", { type: "submit" }, "Sign it");
  const bar = h("progress", { max: 1, value: 0, hidden: true, "aria-label": "Sent" });
  const result = h("div", { "aria-live": "polite" });
  const register = async () => {
    try {
      const record = await during(submit, "Look at your wallet…", async () =>
        (await walletOf()).registerFile(identity, file, new FormData(form).get("ai"), context.signal)
      );
      const kept = new Blob([JSON.stringify(record)], { type: "application/json" });
      result.replaceChildren(done(context, file, { file: null, record: kept, name: `${file.name}.record.json` }));
      announce("Signed and registered.");
    } catch (error) {
      if (error.name !== "AbortError") result.replaceChildren(problem(error));
    }
  };
  const form = h(
    "form",
    {
      novalidate: true,
      onsubmit: async (event) => {
        event.preventDefault();
        if (!file) return refuse(pick.querySelector("input"), note, "Choose the file to sign first.");
        result.replaceChildren();
        if (wallet) return register();
        const query = new URLSearchParams({ ai: new FormData(form).get("ai") });
        if (title.value.trim()) query.set("title", title.value.trim());
        try {
          const { body, headers } = await during(submit, "Signing…", () =>
            send({
              method: "POST",
              path: `/v1/content?${query}`,
              body: file,
              type: "application/octet-stream",
              token: identity.token,
              as: "blob",
              what: "Sign a file",
              signal: context.signal,
              onSent: (sent, total) => {
                bar.hidden = false;
                bar.value = total ? sent / total : 0;
              },
              onWaiting: () => bar.removeAttribute("value")
            })
          );
          const signed = signedFile(file, body, headers("Content-Type") ?? "");
          result.replaceChildren(done(context, file, signed));
          announce("Signed and registered.");
        } catch (error) {
          if (error.name !== "AbortError") result.replaceChildren(problem(error));
        } finally {
          bar.hidden = true;
        }
      }
    },
    h("div.actions", pick, chosen),
    note,
    choices(
      "What did AI do?",
      "ai",
      [
        ["captured", "Nothing: a device captured it"],
        ["edited", "It edited it"],
        ["generated", "It made it"],
        ["undeclared", "I'd rather not say", "Shown as “nothing was declared”."]
      ],
      "captured"
    ),
    wallet ? null : [h("label", { for: "title" }, "Title ", h("span.muted", "(if you like; shown to people)")), title],
    h("p.actions", submit),
    bar,
    result
  );
  step(
    context,
    2,
    h("h1", "Sign a photo as ", said(name, 63)),
    h(
      "p.lead",
      wallet
        ? "The file stays on your machine and as it is: your wallet signs its fingerprint, and the registry keeps that."
        : "A picture, sound, AVI, SVG or PDF comes back with your signature inside. Any other file is registered as it is."
    ),
    form,
    h(
      "section.aside",
      h("h2", "How you are signed in"),
      h(
        "p",
        "You act as ",
        identityLink(identity.id, said(name, 63)),
        `, ${kindOf(identity.kind)}. `,
        wallet
          ? ["Its key is in ", said(wallet.name, 40), ` (${short(wallet.account)}); this service never has it.`]
          : `Its token is kept in this tab alone (sessionStorage) and is gone when you close it${
              moment(identity.tokenExpiresAt) ? `; it ends on ${moment(identity.tokenExpiresAt)}.` : "."
            }`
      ),
      h("p", forget),
      wallet
        ? null
        : [
            h("h2", "Take it into your own hands"),
            h(
              "p",
              "This service keeps the key for now, and every answer says so. Make a key of your own with ",
              h("code", "countersign keygen"),
              " and hand the identity over to it: id, name and all that is signed stay; the service's key and tokens end. The request is under ",
              link("/builders", "Builders"),
              "."
            )
          ]
    )
  );
}

function signedFile(file, body, type) {
  if (!type.startsWith("image/")) return { file: null, record: body, name: `${file.name}.record.json` };
  const [, stem, extension] = /^(.*?)(\.[^.]*)?$/.exec(file.name);
  const name = `${stem}-signed${extension ?? ""}`;
  return { file: new File([body], name, { type: type.split(";")[0] }), name };
}

function done({ go }, original, signed) {
  const kept = signed.file ?? signed.record;
  return h(
    "section.finished",
    h("p.word", sign("tick", true), "Signed and registered"),
    h(
      "p",
      signed.file
        ? "Send this file on, not the original: the signature is inside it."
        : "Files of this kind carry no signature inside: the registry knows its fingerprint from now on. Keep the record if you like."
    ),
    h(
      "p.actions",
      button(
        signed.file ? "Download the signed photo" : "Download the record",
        () => download(kept, signed.name),
        false
      ),
      button("See what others will see", () => {
        checkNext(signed.file ?? original);
        go("/");
      })
    )
  );
}
