#!/usr/bin/env node
import '@jssl/cli/command';
