// README's tour, the tutorial and its chapter on chains as a stranger follows them: every command word for word, one after another in one shell,
// against `countersign serve --demo`; what the documents show must be what is printed. Only the port is another.
// Usage: node tour.mjs PROGRAM
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CUES, commands, difference } from "./document.mjs";

const program = resolve(process.argv[2]);
const source = process.env.COUNTERSIGN_SOURCE ?? join(dirname(fileURLToPath(import.meta.url)), "../..");
const root = mkdtempSync(join(tmpdir(), "countersign-tour-"));
const port = await new Promise((done) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const free = probe.address().port;
    probe.close(() => done(free));
  });
});
// The reader's folder: a clone after `./dev start`.
mkdirSync(join(root, "build/release"), { recursive: true });
symlinkSync(program, join(root, "build/release/countersign"));

// The development chain of `./dev start --chain`, with blocks faster than there: its node's port, or null.
let chain = null;
async function startChain() {
  const anvil = join(source, "tests/interop/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil");
  if (!existsSync(anvil)) return false;
  const words = ["--host", "127.0.0.1", "--port", "0", "--hardfork", "osaka", "--block-time", "1", "--slots-in-an-epoch", "2"];
  const child = spawn(anvil, words, { stdio: ["ignore", "pipe", "inherit"] });
  const node = await new Promise((done) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
      const found = /Listening on 127\.0\.0\.1:([0-9]+)\n/.exec(text);
      if (found) done(found[1]);
    });
  });
  chain = { child, node, url: `http://127.0.0.1:${node}` };
  mkdirSync(join(root, ".countersign-chain"));
  execFileSync(program, ["chain", "deploy", "--chain", chain.url, "--fund-from-node", "--out", join(root, ".countersign-chain/contracts.json")]);
  return true;
}

let server = null;
async function start() {
  assert.equal(server, null, "the document starts a server that runs already");
  const on = chain ? ["--chain", chain.url, "--contracts", join(root, ".countersign-chain/contracts.json"), "--fund-from-node"] : [];
  server = spawn(program, ["serve", "--demo", "--listen", `127.0.0.1:${port}`, "--no-access-log", ...on], {
    env: { ...process.env, COUNTERSIGN_HOME: join(root, chain ? ".countersign-chain" : ".countersign-demo") },
    stdio: ["ignore", "pipe", "inherit"]
  });
  await new Promise((done, fail) => {
    server.once("exit", (status) => fail(new Error(`the server ended with ${status}`)));
    server.stdout.once("data", done);
  });
}
async function stop() {
  if (!server) return;
  const child = server;
  server = null;
  child.removeAllListeners("exit");
  await new Promise((done) => {
    child.once("exit", done);
    child.kill("SIGTERM");
  });
}

// One shell for a document, as the reader has one. Each command ends with a line that carries its status.
function openShell() {
  const home = join(root, "user");
  mkdirSync(home, { recursive: true });
  const shell = spawn("bash", ["--noprofile", "--norc"], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8" },
    stdio: ["pipe", "pipe", "pipe"]
  });
  shell.stdin.write("exec 2>&1\n");
  let text = "";
  let waiting = null;
  shell.stdout.on("data", (chunk) => {
    text += chunk;
    const end = /^tour-status:(\d+)\n/m.exec(text);
    if (!end || !waiting) return;
    const printed = text.slice(0, end.index).replace(/\n$/, "");
    text = text.slice(end.index + end[0].length);
    waiting({ printed, status: Number(end[1]) });
  });
  return {
    run: (command) =>
      new Promise((done) => {
        waiting = done;
        shell.stdin.write(`${command}\nprintf '\\ntour-status:%d\\n' $?\n`);
      }),
    close: () => shell.stdin.end()
  };
}

const failures = [];
async function follow(name) {
  const text = readFileSync(join(source, name), "utf8").replaceAll("8080", String(port)).replaceAll("8545", chain?.node ?? "8545");
  const list = commands(text);
  assert.ok(list.length > 5, `${name} has commands`);
  const shell = openShell();
  for (const { line, text: command, status, shown } of list) {
    // `./dev start` and `./dev test` build this very program: what they start is started here.
    if (command.startsWith("./dev ")) continue;
    if (CUES.stop.test(command)) await stop();
    if (CUES.start.test(command)) await start();
    const got = await shell.run(command);
    const where = `${name}:${line}: ${command}`;
    if (got.status !== status) failures.push(`${where}\nexits with ${got.status}, not ${status}\n${got.printed}`);
    const differs = shown && difference(shown, got.printed);
    if (differs) failures.push(`${where}\n${differs}`);
    console.log(`${got.status === status && !differs ? "ok  " : "FAIL"}  ${where.split("\n")[0]}`);
    if (process.env.TOUR_SHOW) console.log(got.printed);
  }
  shell.close();
}

// What the documents say of options exists: each `--option` outside of another program's command is in the help.
function checkOptions(name, help) {
  for (const [at, line] of readFileSync(join(source, name), "utf8").split("\n").entries()) {
    if (/\b(curl|docker|cmake|ctest|npm|node)\b|\.\/dev /.test(line)) continue;
    for (const [option] of line.matchAll(/(?<![\w-])--[a-z][a-z-]+/g))
      if (!new RegExp(`${option}(?![\\w-])`).test(help)) failures.push(`${name}:${at + 1}: there is no option ${option}`);
  }
}

try {
  const help = execFileSync(program, ["--help-all"], { encoding: "utf8" });
  for (const name of ["README.md", "CHANGELOG.md", ...readdirSync(join(source, "docs")).filter((file) => file.endsWith(".md")).map((file) => `docs/${file}`)])
    checkOptions(name, help);
  await start();
  await follow("README.md");
  if (!server) await start();
  await follow("docs/tutorial.md");
  await stop();
  if (await startChain()) {
    await start();
    await follow("docs/chains.md");
  } else {
    console.log("SKIPPED: docs/chains.md, since anvil isn't installed (npm ci in tests/interop)");
  }
} finally {
  await stop();
  chain?.child.kill();
  rmSync(root, { recursive: true, force: true });
}
if (failures.length) {
  console.error(`\n${failures.join("\n\n")}`);
  process.exit(1);
}
console.log("every command of the README, the tutorial and its chapter on chains does what it says");
