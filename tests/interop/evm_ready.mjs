// The contracts' tool chain is there and the contracts are compiled; else the test says so and ends.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export function requireContracts(source) {
  const folder = join(source, 'contracts/evm');
  if (!existsSync(join(folder, 'node_modules'))) {
    console.log('SKIPPED: npm ci in contracts/evm');
    process.exit(0);
  }
  execFileSync(join(folder, 'node_modules/.bin/forge'), ['build', '-q', '-j', '1'], { cwd: folder, stdio: 'inherit' });
}
