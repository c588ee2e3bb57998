// A real node for tests and measurements: starts anvil, speaks JSON-RPC to it in batches, deploys.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const folder = join(dirname(fileURLToPath(import.meta.url)), '..');
const binary = join(folder, `node_modules/@foundry-rs/anvil-linux-${process.arch === 'arm64' ? 'arm64' : 'amd64'}/bin/anvil`);

export class Node {
  /// `options` are anvil's own. Stops with the process.
  static async start(options = []) {
    const node = new Node();
    node.process = spawn(binary, ['--port', '0', '--hardfork', 'osaka', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
    process.on('exit', () => node.process.kill());
    node.url = await new Promise((resolve, reject) => {
      let text = '';
      node.process.stdout.on('data', (data) => {
        text += data;
        const found = /Listening on ([\d.]+:\d+)/.exec(text);
        if (found) resolve(`http://${found[1]}`);
      });
      node.process.on('exit', (code) => reject(new Error(`anvil ended with ${code}: ${text}`)));
    });
    return node;
  }

  stop() { this.process.removeAllListeners('exit'); this.process.kill(); }

  /// Several calls in one request, in order: [[method, params], ...]. Gives [{ result } or { error }, ...].
  async batch(calls) {
    const body = JSON.stringify(calls.map(([method, params], id) => ({ jsonrpc: '2.0', id, method, params })));
    const response = await fetch(this.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const answers = await response.json();
    return answers.sort((a, b) => a.id - b.id);
  }

  async call(method, ...params) {
    const [answer] = await this.batch([[method, params]]);
    if (answer.error) throw Object.assign(new Error(`${method}: ${answer.error.message}`), { data: answer.error.data });
    return answer.result;
  }
}

/// ABI and bytecode as forge compiled them. `file` is the source's name.
export const compiled = (file, name = file.replace('.sol', '')) => {
  const { abi, bytecode, deployedBytecode } = JSON.parse(readFileSync(join(folder, 'out', file, `${name}.json`)));
  return { abi, bytecode: bytecode.object, runtime: deployedBytecode.object };
};
