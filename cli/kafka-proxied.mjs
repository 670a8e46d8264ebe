#!/usr/bin/env node
// The command `kafka-proxied`, from any folder, also through a symlink.
import { fileURLToPath } from 'node:url';

const bootstrap = new URL('../setup/bootstrap.mjs', import.meta.url);
process.argv.splice(1, 1, fileURLToPath(bootstrap), 'cli/main.ts');
await import(bootstrap.href);
