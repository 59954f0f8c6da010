import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** Report files as these tools write them, in `fixtures/reports`, by what wrote them. Each has one failure, "adds". */
export function recordedReports(): Readonly<Record<string, string>> {
  const read = (file: string) => readFileSync(path.join(import.meta.dirname, 'fixtures', 'reports', file), 'utf8');
  return {
    'JUnit XML (PHPUnit)': read('phpunit.xml'),
    'JUnit XML (CTest)': read('ctest.xml'),
    'JUnit XML (GoogleTest)': read('googletest.xml'),
    'JUnit XML (jest-junit)': read('jest-junit.xml'),
    'JUnit XML (Swift)': read('swift.xml'),
    'JUnit XML (ExUnit)': read('exunit.xml'),
    'JUnit XML (Kotlin, Gradle)': read('kotlin.xml'),
    'RSpec JSON (recorded)': read('rspec.json'),
  };
}

/** Recorded output of a runner, from `fixtures`. */
export function recorded(name: string): string {
  return stripVTControlCharacters(readFileSync(path.join(import.meta.dirname, 'fixtures', `${name}.txt`), 'utf8'));
}
