#!/usr/bin/env node
import { main } from '@jssl/cli';

process.exitCode = await main(process.argv.slice(2));
