#!/usr/bin/env node
// A solc look-alike for forge, backed by the npm package "solc": npm has no native one.
import { readFileSync } from 'node:fs';
import solc from 'solc';

if (process.argv.includes('--version')) {
  console.log('solc, the solidity compiler commandline interface');
  console.log('Version: ' + solc.version());
  process.exit(0);
}
const load = (path) => {
  try { return { contents: readFileSync(path, 'utf8') }; } catch (e) { return { error: String(e) }; }
};
process.stdout.write(solc.compile(readFileSync(0, 'utf8'), { import: load }));
