#!/usr/bin/env node
import { existsSync } from 'node:fs';

const built = new URL('../dist/bundle/main.js', import.meta.url);
if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`fee-audit needs Node 20 or newer; this is ${process.version}`);
  process.exitCode = 2;
} else if (!existsSync(built)) {
  console.error('fee-audit is not built yet: run npm run build');
  process.exitCode = 2;
} else {
  const { main } = await import(built.href);
  // Only a signal ends the process at once; every other end waits until all output is delivered.
  await main((code) => process.exit(code));
}
