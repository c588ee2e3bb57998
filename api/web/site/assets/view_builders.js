// For builders: the request behind each thing this page just did, ready to copy; then the others.
import { copyButton, h, link } from "./dom.js";
import { curl, requests, session } from "./service.js";

const JSON_TYPE = "application/json";
const OTHERS = () => {
  const id = session.get()?.id ?? "IDENTITY";
  return [
    { what: "Verify a file", method: "POST", path: "/v1/verify", body: { file: "photo.jpg" } },
    {
      what: "Verify, with the portable proof and a signed receipt",
      method: "POST",
      path: "/v1/verify?bundle=1&receipt=1",
      body: { file: "photo.jpg" }
    },
    {
      what: "Create an identity",
      method: "POST",
      path: "/v1/identities",
      type: JSON_TYPE,
      body: { json: '{"name":"jane-photographer","kind":"person"}' }
    },
    {
      what: "Sign a file",
      method: "POST",
      path: "/v1/content?ai=captured",
      token: true,
      body: { file: "photo.jpg" },
      more: " \\\n  -o photo-signed.jpg"
    },
    {
      what: "Attest something about somebody",
      method: "POST",
      path: "/v1/credentials",
      token: true,
      type: JSON_TYPE,
      body: { json: '{"type":"PressCredential","subject":"jane-photographer","claims":{"desk":"news"}}' }
    },
    { what: "An identity by id or name", method: "GET", path: "/v1/identities/jane-photographer" },
    {
      what: "Hand a hosted identity over to a key of your own",
      method: "POST",
      path: `/v1/identities/${id}/handover`,
      token: true,
      type: JSON_TYPE,
      body: {
        json: '{"scheme":"p256","publicKey":"PUBLIC-KEY","recovery":{"scheme":"p256","publicKey":"KEY-KEPT-AWAY"}}'
      }
    },
    { what: "The latest signed checkpoint", method: "GET", path: "/v1/log/checkpoint" },
    { what: "That an entry is in the log", method: "GET", path: "/v1/log/proof/inclusion?index=1" }
  ];
};

function entry(request) {
  const command = curl(request, location.origin) + (request.more ?? "");
  return h("li", h("h3", request.what), h("div.copy", h("pre", { tabindex: 0 }, command), copyButton(command)));
}

export function show({ main }) {
  document.title = "Builders · Countersign";
  const seen = new Set();
  const asked = requests()
    .reverse()
    .filter((request) => {
      const line = `${request.method} ${request.path}`;
      return !seen.has(line) && seen.add(line);
    })
    .slice(0, 20);
  main.replaceChildren(
    h(
      "article.builders",
      h(
        "header",
        h("h1", "Build on it"),
        h(
          "p.lead",
          "This page is a client like yours: it has no other way in. Every request and answer is in the ",
          h("a", { href: "/openapi.yaml", target: "_self" }, "OpenAPI document"),
          ". Errors are problem+json with a stable code."
        )
      ),
      h(
        "section",
        h("h2", "What this page just did"),
        asked.length
          ? h("ol.plain.requests", asked.map(entry))
          : h(
              "p.muted",
              "Nothing yet. ",
              link("/", "Check a file"),
              " or look at the ",
              link("/log", "log"),
              ", and the requests stand here."
            )
      ),
      h(
        "section",
        h("h2", "Requests to start from"),
        h(
          "p.muted",
          "Where a token is needed, put it into ",
          h("code", "COUNTERSIGN_TOKEN"),
          " first; this page never shows it."
        ),
        h("ol.plain.requests", OTHERS().map(entry))
      )
    )
  );
}
