// Writes artifacts/*.json: what a deployer needs and nothing else, so that running Countersign needs no Node. `--check`
// compares instead: a rebuild gives the same bytes (E20).
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keccak256 } from 'viem';
import { compiled, folder } from './anvil.mjs';
import { deployment, factory } from './client.mjs';

execFileSync(join(folder, 'node_modules/.bin/forge'), ['build', '-q', '-j', '1'], { cwd: folder, stdio: 'inherit' });
const target = join(folder, 'artifacts');
mkdirSync(target, { recursive: true });
const registry = deployment('Registry.sol').address;
let different = 0;
for (const name of ['Registry', 'RegistryLens', 'CheckpointAnchor', 'Directory']) {
  const args = name === 'Registry' ? [] : [registry];
  const { abi, data, address } = deployment(`${name}.sol`, args);
  const { runtime } = compiled(`${name}.sol`);
  const artifact = {
    contract: name, compiler: 'solc 0.8.37', factory, salt: `0x${'0'.repeat(64)}`, address, constructorArguments: args,
    initCode: data, initCodeHash: keccak256(data),
    // Immutables aside, which the constructor fills in.
    runtimeBytes: (runtime.length - 2) / 2, ...(args.length === 0 ? { runtimeHash: keccak256(runtime) } : {}), abi,
  };
  const text = `${JSON.stringify(artifact, null, 1)}\n`;
  const path = join(target, `${name}.json`);
  if (process.argv.includes('--check')) {
    if (readFileSync(path, 'utf8') !== text) { console.error(`${path} isn't what the sources give: npm run artifacts`); ++different; }
  } else {
    writeFileSync(path, text);
    console.log(`${name} ${address}`);
  }
}
process.exit(different === 0 ? 0 : 1);
