// SMTChecker (CHC, with Debian's z3 where it is) on the arithmetic: test/Arithmetic.sol asserts what must hold for all values.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { folder } from './anvil.mjs';

const require = createRequire(import.meta.url);
const solc = require('solc');
const { smtCallback } = require('solc/smtchecker.js');
const { smtSolver, availableSolvers } = require('solc/smtsolver.js');
const z3 = availableSolvers.find(({ name }) => name === 'z3');
if (!z3) { console.log("SKIPPED: z3 isn't installed"); process.exit(0); }

const source = 'test/Arithmetic.sol';
const job = {
  language: 'Solidity',
  sources: { [source]: { content: readFileSync(join(folder, source), 'utf8') } },
  settings: {
    modelChecker: { engine: 'chc', targets: ['assert', 'overflow', 'underflow', 'outOfBounds'], solvers: ['smtlib2'], showUnproved: true,
      showProvedSafe: true, timeout: 60000, contracts: { [source]: ['Arithmetic'] } },
    outputSelection: { '*': { '*': ['abi'] } },
  },
};
const load = (path) => ({ contents: readFileSync(join(folder, path), 'utf8') });
const out = JSON.parse(solc.compile(JSON.stringify(job), { import: load, smtSolver: smtCallback(smtSolver, z3) }));
const found = (out.errors ?? []).map(({ severity, message }) => ({ severity, line: message.split('\n')[0] }));
for (const { severity, line } of found) if (!line.includes('is safe')) console.log(severity, line);
const proved = found.filter(({ line }) => line.includes("is safe"));
const bad = found.filter(({ severity, line }) => severity === 'error' || /happens|might happen|not be proved|unproved/i.test(line));
console.log(`${proved.length} proved, ${bad.length} not`);
process.exit(bad.length === 0 ? 0 : 1);
