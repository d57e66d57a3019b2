#!/usr/bin/env node
import { existsSync } from 'node:fs';

const dist = new URL('../dist/', import.meta.url);
if (existsSync(new URL('main.js', dist))) {
  const { reportStartSignals } = await import(new URL('process/start-signals.js', dist));
  reportStartSignals();
  const { main } = await import(new URL('main.js', dist));
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write(
    'jssl: this clone is not built yet; run npm start, which sets it up and trains the demo, or npm run build\n',
  );
  process.exitCode = 2;
}
