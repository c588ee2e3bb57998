// Every stable error code, from the sources that declare them, as docs/errors.md lists them.
// node tests/interop/error_codes.mjs --write  writes that page anew; openapi_errors.mjs holds answers to it.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const source = process.env.COUNTERSIGN_SOURCE ?? join(dirname(fileURLToPath(import.meta.url)), "../..");
export const page = join(source, "docs/errors.md");

const STATUS = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported: 422,
  rate_limited: 429,
  unavailable: 503,
  internal: 503
};
// What HTTP itself has a status for (api/http/problem.cpp).
const OWN = {
  "http.method_not_allowed": 405,
  "http.timeout": 408,
  "http.media_type": 415,
  "http.host_not_allowed": 421,
  "http.header_too_large": 431,
  "http.internal": 500
};
const PATTERNS = [
  /ErrorCode\s+\w+\s*\{\s*"([\w.]+)",\s*ErrorKind::(\w+),\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\}/g,
  /\{RuleError::\w+,\s*RuleErrorKind::(?<kind>\w+),\s*"(?<code>[\w.]+)",\s*(?<text>(?:"(?:[^"\\]|\\.)*"\s*)+)\}/g
];

// -> [{folder, code, status, text}] by folder.
export function declared() {
  const found = [];
  for (const top of ["identity", "contracts", "verifier", "api"]) {
    for (const path of readdirSync(join(source, top), { recursive: true }).filter((name) => /(^|\/)errors\.hpp$/.test(name))) {
      const text = readFileSync(join(source, top, path), "utf8");
      for (const pattern of PATTERNS)
        for (const match of text.matchAll(pattern)) {
          const { code = match[1], kind = match[2], text: sentence = match[3] } = match.groups ?? {};
          if (!(kind in STATUS)) throw new Error(`${path}: the kind ${kind} has no status`);
          found.push({
            folder: dirname(relative(source, join(source, top, path))),
            code,
            status: OWN[code] ?? STATUS[kind],
            text: [...sentence.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, part]) => part.replace(/\\(.)/g, "$1")).join("")
          });
        }
    }
  }
  return found;
}

export function markdown(list = declared()) {
  const folders = [...new Set(list.map(({ folder }) => folder))];
  return `# Error codes

Every code is stable: compare it, never the sentence. An API answer carries it in \`code\` with the status below
(\`application/problem+json\`, RFC 9457), and \`detail\` says what exactly was wrong; the command line prints
\`countersign: sentence: detail [code]\`. Not every code can come from every route: many speak of files, keys and proofs that
only the command line reads. The reasons of a verdict are not errors; they are in [spec/verdict.md](spec/verdict.md).

This page is made from the sources: \`node tests/interop/error_codes.mjs --write\`.
${folders
  .map(
    (folder) =>
      `\n## ${folder}\n\n| code | status | says |\n|---|---|---|\n${list
        .filter((row) => row.folder === folder)
        .map(({ code, status, text }) => `| \`${code}\` | ${status} | ${text} |\n`)
        .join("")}`
  )
  .join("")}`;
}

export const documented = () =>
  new Map([...readFileSync(page, "utf8").matchAll(/^\| `([\w.]+)` \| (\d+) \|/gm)].map(([, code, status]) => [code, Number(status)]));

if (process.argv.includes("--write")) {
  writeFileSync(page, markdown());
  console.log(`${declared().length} codes written to ${page}`);
}
