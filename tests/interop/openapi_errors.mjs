// Wrong input for every path of the contract, over a real socket: each answer is one that the contract names, or one that
// holds for all paths (docs/spec/http.md); every error is RFC 9457 with a code of docs/errors.md; nothing is a 5xx, and
// nothing that was refused changes the log. Rules H2, H3, H4, H5, H10, H11, H13.
// Usage: node openapi_errors.mjs PROGRAM
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve as absolute } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";
import { declared, documented, source } from "./error_codes.mjs";

const contract = parse(readFileSync(join(source, "api/openapi.yaml"), "utf8"));
const codes = documented();
const folder = mkdtempSync(join(tmpdir(), "countersign-openapi-"));
const child = spawn(
  absolute(process.argv[2]),
  ["serve", "--demo", "--home", join(folder, "home"), "--listen", "127.0.0.1:0", "--no-access-log", "--no-rate-limit"],
  { stdio: ["ignore", "pipe", "inherit"] }
);
process.on("exit", () => {
  child.kill();
  rmSync(folder, { recursive: true, force: true });
});
const port = await new Promise((done, fail) => {
  child.once("exit", (status) => fail(new Error(`serve ended with ${status}`)));
  child.stdout.once("data", (text) => done(Number(/:(\d+)/.exec(text)[1])));
});
const origin = `http://127.0.0.1:${port}`;

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema({ $id: "contract", ...contract });
const isProblem = ajv.compile({ $ref: "contract#/components/schemas/Problem" });
const follow = (node) => (node?.$ref ? follow(node.$ref.slice(2).split("/").reduce((at, key) => at[key], contract)) : node);

// Refusals that come before any route, so that no path lists them.
const EVERYWHERE = new Set(["http.target", "http.query", "http.host", "http.host_not_allowed", "http.origin_not_allowed",
  "http.method_not_allowed", "http.not_found", "http.header_too_large", "http.syntax", "http.transfer_encoding"]);
const seen = new Map();
const failures = [];
let asked = 0;
// What the contract allows after all, such as a title of odd characters; the same file within a second is one record.
const accepted = new Set();

function ask(method, target, { headers = {}, body } = {}) {
  return new Promise((done, fail) => {
    const sent = request({ host: "127.0.0.1", port, method, path: target, headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    });
    sent.on("error", fail);
    sent.end(body);
  });
}

// Asks, and holds the answer to the contract. `want`: the codes that are right here, or null for any.
async function check(path, method, target, how, want, what) {
  const where = `${method} ${target.slice(0, 120)} (${what})`;
  let answer;
  try {
    answer = await ask(method, target, how);
  } catch (error) {
    failures.push(`${where}: ${error.message}`);
    return null;
  }
  asked += 1;
  if (answer.status === 201) accepted.add(answer.headers["countersign-operation"] ?? Symbol("other"));
  const text = answer.body.toString();
  const bad = (why) => failures.push(`${where}: ${answer.status} ${why}\n    ${text.slice(0, 300)}`);
  if (answer.status >= 500 && !(answer.status === 501 && path === "/1.0/identifiers/{did}")) bad("is a server error");
  const operation = contract.paths[path]?.[method.toLowerCase()];
  const listed = operation?.responses[answer.status];
  let code = null;
  if (answer.status >= 400 && method !== "HEAD") {
    const type = answer.headers["content-type"] ?? "";
    const json = /json|did-resolution/.test(type) ? JSON.parse(text) : {};
    const problem = json.didResolutionMetadata?.error ?? json;
    if (!/^application\/(problem\+json|did-resolution)/.test(type)) bad(`has the type ${type}`);
    if (!isProblem(problem)) bad(`isn't a problem: ${ajv.errorsText(isProblem.errors)}`);
    code = problem.code;
    if (problem.status !== answer.status) bad(`says status ${problem.status}`);
    if (!codes.has(code)) bad(`the code ${code} isn't in docs/errors.md`);
    if (!EVERYWHERE.has(code) && !listed) bad(`${code} isn't in the contract`);
    if (answer.status === 401 && !answer.headers["www-authenticate"]) bad("has no WWW-Authenticate");
    seen.set(code, (seen.get(code) ?? 0) + 1);
  } else if (!listed && !(method === "HEAD" && answer.status === 405)) {
    bad("isn't in the contract");
  }
  if (want && !want.includes(code ?? answer.status)) bad(`is ${code}, not ${want.join(" or ")}`);
  return answer;
}

// What stands in the place of a path's parameters: first one that is well-formed and unknown, then what is no such thing.
const hash = "0".repeat(64);
const KNOWN = {
  identity: "photographer", id: hash, sha256: hash, list: "none", level: "0", index: "000.p/1", did: "did:none:x",
  name: "style.css", subject: "photographer", item: "0".repeat(32)
};
const HOSTILE = ["%00", "%ff%fe", "%2e%2e%2f%2e%2e", "%2Fetc%2Fpasswd", "a".repeat(300), "a".repeat(5000), "'%22%3Cscript%3E", "-1", "1e9",
  "18446744073709551616", "%F0%9F%92%A9", "null", "Photographer", "0".repeat(63), "G".repeat(64), `${hash}0`, "did:web:%25", "%"];
const fill = (path, values = {}) => path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? KNOWN[name] ?? assert.fail(name));
const tokens = Object.fromEntries(["photographer", "registrar"].map((name) =>
  [name, readFileSync(join(folder, "home/demo", `${name}.token`), "utf8").trim()]));
const bearer = (token) => ({ authorization: `Bearer ${token}` });
const JSON_TYPE = { "content-type": "application/json" };
const logSize = async () => Number((await ask("GET", "/v1/log/entries?start=0&count=1")).body.toString().match(/"size":(\d+)/)[1]);
const sizeBefore = await logSize();

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"];
// Where another site may ask: H4.
const isOpen = (path, method) => method === "GET" || ["/v1/verify", "/v1/verify/batch", "/v1/inspect", "/v1/credentials/verify"].includes(path);

for (const [path, item] of Object.entries(contract.paths)) {
  const target = fill(path);
  const known = Object.keys(item).map((method) => method.toUpperCase());
  for (const method of METHODS) {
    if (known.includes(method) || (method === "HEAD" && known.includes("GET")) || method === "OPTIONS") continue;
    const answer = await check(path, method, target, {}, ["http.method_not_allowed", ...(method === "HEAD" ? [405] : [])], "another method");
    if (answer && !known.every((name) => (answer.headers.allow ?? "").includes(name)))
      failures.push(`${method} ${target}: Allow is ${answer.headers.allow}, not ${known}`);
  }
  for (const [lower, operation] of Object.entries(item)) {
    const method = lower.toUpperCase();
    const token = operation.security ? bearer(tokens.photographer) : {};
    const body = follow(operation.requestBody);
    const takesJson = Boolean(body?.content["application/json"]);
    const takesBytes = Boolean(body?.content["application/octet-stream"]);
    const typed = takesJson ? JSON_TYPE : {};
    const any = { headers: { ...token, ...typed }, body: body ? (takesJson ? "{}" : "x") : undefined };
    const parameters = (operation.parameters ?? []).map(follow);

    // The host, the origin, the query, the target.
    await check(path, method, target, { ...any, headers: { ...any.headers, host: "evil.example" } }, ["http.host_not_allowed"], "another host");
    await check(path, method, target, { ...any, headers: { ...any.headers, host: "a b" } }, ["http.host", "http.host_not_allowed", "http.syntax"], "no host");
    if (!isOpen(path, method))
      await check(path, method, target, { ...any, headers: { ...any.headers, origin: "https://evil.example" } }, ["http.origin_not_allowed"], "another origin");
    const isView = operation.responses["200"]?.$ref?.endsWith("/Page");
    if (!isView) await check(path, method, `${target}?polcy=1`, any, ["http.query"], "an unknown parameter");
    for (const { name, in: place, schema } of parameters.filter((parameter) => parameter.in === "query")) {
      await check(path, method, `${target}?${name}=1&${name}=1`, any, ["http.query"], "a parameter twice");
      for (const value of HOSTILE) {
        const answer = await check(path, method, `${target}?${name}=${value}`, any, null, `${place} ${name}`);
        if (answer && follow(schema)?.enum && answer.status < 400 && !follow(schema).enum.map(String).includes(decodeURIComponent(value)))
          failures.push(`${method} ${path}: ${name}=${value} is taken, which the contract doesn't allow`);
      }
    }
    for (const [, name] of path.matchAll(/\{(\w+)\}/g))
      for (const value of HOSTILE) await check(path, method, fill(path, { [name]: value }), any, null, `path ${name}`);
    await check(path, method, `${target}${target.includes("?") ? "&" : "?"}${"a".repeat(9000)}=1`, any, ["http.target", "http.query", "http.header_too_large", ...(isView ? [200] : [])], "a long query");

    // The authority.
    if (operation.security) {
      const without = { ...any, headers: { ...typed } };
      await check(path, method, target, without, ["token.missing"], "no token");
      for (const wrong of ["Bearer", "Bearer ", "Basic eDp5", "Bearer x", `Bearer ${"0".repeat(64)}`, `Bearer ${"f".repeat(5000)}`])
        await check(path, method, target, { ...without, headers: { ...typed, authorization: wrong } }, ["token.missing", "token.unknown"], "a wrong token");
      if (path.includes("{identity}"))
        await check(path, method, fill(path, { identity: "registrar" }), any, ["token.identity"], "another's token");
    }

    // The body.
    if (!takesJson) continue;
    const send = (text, want, what, headers = JSON_TYPE) =>
      check(path, method, target, { headers: { ...token, ...headers }, body: text }, want, what);
    await send("{}", ["http.media_type"], "another type", { "content-type": "text/plain" });
    await send("{}", ["http.media_type"], "a form", { "content-type": "multipart/form-data; boundary=x" });
    for (const text of ["", "{", "[1,]", "{\"a\":1,\"a\":2}", "\u0000", "nul", "{\"a\":NaN}", "{\"a\":\"\\ud800\"}", "[".repeat(5000), Buffer.from([0x7b, 0xff, 0x7d])])
      await send(text, null, "not JSON").then((answer) => (answer?.status === 400 || (answer?.status === 413 && text.length === 5000)) || failures.push(`${method} ${target}: ${String(text).slice(0, 20)} gives ${answer?.status}`));
    for (const text of ["[]", "null", "1", "\"x\"", "true"]) await send(text, null, "not an object").then((answer) => answer && answer.status === 400 || failures.push(`${method} ${target}: ${text} is taken`));
    await send(`{"a":"${"x".repeat(5 * 1024 * 1024)}"}`, ["http.body_too_large"], "too long");
    const schema = follow(body.content["application/json"].schema);
    const valid = { name: "a-new-name", kind: path === "/v1/operations" ? "ClaimName" : "person", scheme: "p256", publicKey: "02".padEnd(66, "1"),
      recovery: { scheme: "p256", publicKey: "02".padEnd(66, "1") }, type: "PressCredential", subject: "photographer", claims: {}, status: "revoked",
      message: {}, signatures: { signer: `0x${"11".repeat(64)}` }, verifiableCredential: {} };
    const whole = Object.fromEntries((schema.required ?? []).map((key) => [key, valid[key] ?? assert.fail(`no example of ${key}`)]));
    for (const key of schema.required ?? []) {
      const { [key]: left, ...rest } = whole;
      void left;
      await send(JSON.stringify(rest), null, `without ${key}`).then((answer) => answer?.status >= 400 || failures.push(`${method} ${target}: taken without ${key}`));
    }
    if (schema.additionalProperties === false)
      await send(JSON.stringify({ ...whole, more: 1 }), null, "an unknown member").then((answer) => answer?.status === 400 || failures.push(`${method} ${target}: an unknown member gives ${answer?.status}`));
    for (const key of Object.keys(schema.properties ?? {}))
      for (const value of [null, 0, -1, 1.5, 2 ** 60, true, "", "x".repeat(100_000), "\u202e", [], [[]], {}, { a: { b: [] } }])
        if (!(key === "claims" && value?.constructor === Object) && !(key === "name" && value === null))
          await send(JSON.stringify({ ...whole, [key]: value }), null, `${key}: ${JSON.stringify(value).slice(0, 20)}`);
    if (takesBytes)
      for (const size of [0, 1, 200, 70_000])
        await send(Buffer.alloc(size, 7), null, "bytes", { "content-type": "application/octet-stream" }).then((answer) => answer?.status >= 400 || failures.push("noise is taken"));
  }
}
await check("/nowhere", "GET", "/nowhere", {}, ["http.not_found"], "no such path");
const created = (await logSize()) - sizeBefore - accepted.size;
if (created) failures.push(`refused requests wrote ${created} entries to the log`);

const missing = declared().filter(({ code }) => !codes.has(code)).map(({ code }) => code);
if (missing.length) console.log(`docs/errors.md lacks ${missing.join(", ")}: node tests/interop/error_codes.mjs --write`);
console.log(`${asked} requests, ${seen.size} error codes: ${[...seen.keys()].sort().join(" ")}`);
if (failures.length) {
  console.error(`\n${failures.length} wrong answers\n${failures.slice(0, 60).join("\n")}`);
  process.exit(1);
}
process.exit(0);
