// Programs that a test starts, in a folder of its own: everything ends, and the folder goes, with close().
// The program under test is the script's first argument.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const program = resolve(process.argv[2]);
export const anvilProgram = join(dirname(fileURLToPath(import.meta.url)), 'node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil');
export const folder = mkdtempSync(join(tmpdir(), 'countersign-test-'));
export const path = (name) => join(folder, name);
const children = [];

/// Starts a program and waits until its output matches.
export function launch(command, words, pattern) {
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.on('exit', done));
  const handle = { child, ended };
  children.push(handle);
  return new Promise((done, failed) => {
    let text = '';
    child.on('exit', (status) => failed(new Error(`${command} ended with ${status}: ${text}`)));
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = pattern.exec(text);
      if (found) done({ ...handle, found });
    });
  });
}
export async function end(handle, signal = 'SIGTERM') {
  handle.child.kill(signal);
  return handle.ended;
}
export async function close() {
  await Promise.all(children.map((child) => end(child, 'SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
}
