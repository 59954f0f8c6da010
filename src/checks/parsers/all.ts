import type { TestReportParser } from '../output/testReport.ts';
import { parseAva } from './ava.ts';
import { parseBun } from './bun.ts';
import { parseCargo } from './cargo.ts';
import { parseCompilerErrors } from './compilerErrors.ts';
import { parseCtest } from './ctest.ts';
import { parseDeno } from './deno.ts';
import { parseDotnet } from './dotnet.ts';
import { parseEslint } from './eslint.ts';
import { parseExunit } from './exunit.ts';
import { parseGo } from './go.ts';
import { parseGoJson } from './goJson.ts';
import { parseGoogletest } from './googletest.ts';
import { parseGradle } from './gradle.ts';
import { parseJest } from './jest.ts';
import { parseJunitConsole } from './junitConsole.ts';
import { parseLibtestJson } from './libtestJson.ts';
import { parseMaven } from './maven.ts';
import { parseMinitest } from './minitest.ts';
import { parseMocha } from './mocha.ts';
import { parseNextest } from './nextest.ts';
import { parseNodeDot } from './nodeDot.ts';
import { parseNodeSpec } from './nodeSpec.ts';
import { parsePhpunit } from './phpunit.ts';
import { parsePlaywright } from './playwright.ts';
import { parsePytest } from './pytest.ts';
import { parseRspec } from './rspec.ts';
import { parseSwift } from './swift.ts';
import { parseTap } from './tap.ts';
import { parseUnittest } from './unittest.ts';
import { parseVitest } from './vitest.ts';

/** Each knows its own runner by a line no other prints. */
export const parsers: readonly TestReportParser[] = [
  parseNodeSpec,
  parseNodeDot,
  parseTap,
  parseJest,
  parseVitest,
  parseMocha,
  parseAva,
  parsePytest,
  parseUnittest,
  parseGo,
  parseGoJson,
  parseCargo,
  parseLibtestJson,
  parseNextest,
  parseGradle,
  parseMaven,
  parseJunitConsole,
  parseDotnet,
  parseRspec,
  parseMinitest,
  parsePhpunit,
  parseCtest,
  parseGoogletest,
  parseSwift,
  parseExunit,
  parseBun,
  parseDeno,
  parsePlaywright,
  parseEslint,
  parseCompilerErrors,
];
