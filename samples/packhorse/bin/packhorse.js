#!/usr/bin/env node
import process from 'node:process';
import { main } from '../src/cli.js';

process.exitCode = await main(process.argv.slice(2), { cwd: process.cwd(), env: process.env });
