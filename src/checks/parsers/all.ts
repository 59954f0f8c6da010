import type { TestReportParser } from '../output/testReport.ts';
import { parseAva } from './ava.ts';
import { parseBazel } from './bazel.ts';
import { parseBoostTest } from './boostTest.ts';
import { parseBun } from './bun.ts';
import { parseCargo } from './cargo.ts';
import { parseCatch2 } from './catch2.ts';
import { parseClippy } from './clippy.ts';
import { parseCompilerErrors } from './compilerErrors.ts';
import { parseCtest } from './ctest.ts';
import { parseDeno } from './deno.ts';
import { parseDoctest } from './doctestCpp.ts';
import { parseDotnet } from './dotnet.ts';
import { parseEslint } from './eslint.ts';
import { parseExunit } from './exunit.ts';
import { parseGo } from './go.ts';
import { parseGoJson } from './goJson.ts';
import { parseGoogletest } from './googletest.ts';
import { parseGotestsum } from './gotestsum.ts';
import { parseGradle } from './gradle.ts';
import { parseJasmine } from './jasmine.ts';
import { parseJest } from './jest.ts';
import { parseJunitConsole } from './junitConsole.ts';
import { parseKarma } from './karma.ts';
import { parseLibtestJson } from './libtestJson.ts';
import { parseFlake8, parseLinters, parsePrettier } from './linters.ts';
import { parseMaven } from './maven.ts';
import { parseMinitest } from './minitest.ts';
import { parseMocha } from './mocha.ts';
import { parseNextest } from './nextest.ts';
import { parseNodeDot } from './nodeDot.ts';
import { parseNodeSpec } from './nodeSpec.ts';
import { parsePest } from './pest.ts';
import { parsePhpunit } from './phpunit.ts';
import { parsePlaywright } from './playwright.ts';
import { parsePytest } from './pytest.ts';
import { parseRspec } from './rspec.ts';
import { parseSwift } from './swift.ts';
import { parseTap } from './tap.ts';
import { parseTestingPlatform } from './testingPlatform.ts';
import { parseUnittest } from './unittest.ts';
import { parseUvu } from './uvu.ts';
import { parseVitest } from './vitest.ts';

/** Each knows its own runner by a line no other prints. */
export const parsers: readonly TestReportParser[] = [
  parseNodeSpec,
  parseNodeDot,
  parseTap,
  parseJest,
  parseVitest,
  parseMocha,
  parseJasmine,
  parseKarma,
  parseUvu,
  parseAva,
  parsePytest,
  parseUnittest,
  parseGo,
  parseGoJson,
  parseGotestsum,
  parseCargo,
  parseLibtestJson,
  parseNextest,
  parseGradle,
  parseMaven,
  parseJunitConsole,
  parseDotnet,
  parseTestingPlatform,
  parseRspec,
  parseMinitest,
  parsePhpunit,
  parsePest,
  parseCtest,
  parseGoogletest,
  parseCatch2,
  parseDoctest,
  parseBoostTest,
  parseSwift,
  parseExunit,
  parseBun,
  parseDeno,
  parsePlaywright,
  parseEslint,
  parseLinters,
  parseFlake8,
  parsePrettier,
  parseCompilerErrors,
  parseClippy,
  parseBazel,
];
