#!/usr/bin/env node
import { reportStartSignals } from '../dist/process/start-signals.js';

reportStartSignals();
const { main } = await import('../dist/main.js');
process.exitCode = await main(process.argv.slice(2));
