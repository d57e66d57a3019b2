#!/usr/bin/env node
import { existsSync } from 'node:fs';

if (existsSync(new URL('../dist/main.js', import.meta.url))) {
  const { reportStartSignals } = await import('../dist/process/start-signals.js');
  reportStartSignals();
  const { main } = await import('../dist/main.js');
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write(
    'jssl: this clone is not built yet; run npm start, which sets it up and trains the demo, or npm run build\n',
  );
  process.exitCode = 2;
}
