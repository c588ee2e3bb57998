// Talking to the service: one request, its progress, its problems, and the list of what was asked, for builders.
import { shellQuoted as quote } from "./format.js";

const asked = [];
export const requests = () => [...asked];

export class Problem extends Error {
  constructor({ title, detail = "", status = 0, code = "", advice = "" }) {
    super(title);
    Object.assign(this, { title, detail, status, code, advice });
  }
}

const ADVICE = {
  0: "Check your connection, or whether the service runs, and try again.",
  400: "Correct it: sending the same again can't help.",
  401: "Forget the token on the page Sign, and get a new one.",
  403: "This token may not do that.",
  404: "Look for a missing or mistyped character.",
  408: "The upload was too slow. Try again, or a smaller file.",
  409: "Nothing was changed. Choose something else.",
  413: "Nothing was kept. Try a smaller file.",
  429: "Too many requests came from your address.",
  503: "Nothing was lost. Try again in a moment."
};

function problemOf(request, body) {
  const { status } = request;
  let problem = {};
  try {
    problem = JSON.parse(body) ?? {};
  } catch {
    /* not JSON: the status has to do */
  }
  const wait = request.getResponseHeader("Retry-After");
  const advice =
    (ADVICE[status] ?? ADVICE[status >= 500 ? 503 : 400]) +
    (status === 429 && wait ? ` Try again in ${wait} seconds.` : "");
  return new Problem({
    status,
    advice,
    title: problem.title ?? `The service answered ${status}.`,
    detail: problem.detail,
    code: problem.code
  });
}

// send({method, path, body, type, token, as: "json" | "text" | "blob", what, onSent(bytes, total), onWaiting(), signal})
// -> {body, headers(name)}; rejects with a Problem, or an AbortError when cancelled.
export function send({ method = "GET", path, body = null, type, token, as = "json", what, onSent, onWaiting, signal }) {
  asked.push({
    what,
    method,
    path,
    type,
    token: Boolean(token),
    body: body instanceof Blob ? { file: body.name ?? "FILE" } : body && { json: body }
  });
  return new Promise((resolve, reject) => {
    const cancelled = () => reject(new DOMException("Cancelled", "AbortError"));
    if (signal?.aborted) return cancelled();
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.responseType = "blob";
    if (type) request.setRequestHeader("Content-Type", type);
    if (token) request.setRequestHeader("Authorization", `Bearer ${token}`);
    if (onSent) request.upload.onprogress = (event) => onSent(event.loaded, event.total);
    if (onWaiting) request.upload.onload = onWaiting;
    request.onerror = () =>
      reject(
        new Problem({
          title: navigator.onLine === false ? "You are offline." : "The service can't be reached.",
          advice: ADVICE[0]
        })
      );
    request.onabort = cancelled;
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.onload = async () => {
      try {
        const answer = request.response;
        if (request.status >= 400) return reject(problemOf(request, await answer.text()));
        const headers = (name) => request.getResponseHeader(name);
        if (as === "blob") return resolve({ body: answer, headers });
        const text = await answer.text();
        resolve({ body: as === "json" ? JSON.parse(text) : text, headers });
      } catch {
        reject(
          new Problem({ title: "The service's answer can't be read.", status: request.status, advice: ADVICE[503] })
        );
      }
    };
    request.send(body);
  });
}

export const get = async (path, what, options) => (await send({ path, what, ...options })).body;

// A request as a line for the shell. The token is never shown: it stands in an environment variable.
export function curl({ method, path, type, token, body }, origin) {
  const lines = [`curl ${method === "GET" || body ? "" : `-X ${method} `}${quote(origin + path)}`];
  if (token) lines.push(`-H "Authorization: Bearer $COUNTERSIGN_TOKEN"`);
  if (type) lines.push(`-H ${quote(`Content-Type: ${type}`)}`);
  if (body?.json) lines.push(`--data ${quote(body.json)}`);
  if (body?.file) lines.push(`--data-binary ${quote(`@${body.file}`)}`);
  return lines.join(" \\\n  ");
}

// The token of a hosted identity lives as long as this tab: sessionStorage, or memory where that is refused.
const KEY = "countersign.identity";
let inMemory = null;
export const session = {
  get() {
    try {
      return JSON.parse(sessionStorage.getItem(KEY)) ?? inMemory;
    } catch {
      return inMemory;
    }
  },
  set(identity) {
    inMemory = identity;
    try {
      sessionStorage.setItem(KEY, JSON.stringify(identity));
    } catch {
      /* kept in memory */
    }
  },
  clear() {
    inMemory = null;
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      /* nothing was stored */
    }
  }
};
