import type { FailedTest } from '../../core/model/checkRun.ts';
import { isRecord, parseJson } from '../../util/records.ts';
import type { UnknownRecord } from '../../util/records.ts';
import type { TestReport, TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest } from '../output/testReport.ts';

const noCompile = 'Something does not compile, so nobody knows what else is wrong.';

/**
 * Lints of Rust that a plan made errors (`cargo clippy -- -D warnings`), by file and message. JSON names each with its lint;
 * printed ones name it once, so that a lint among several cannot be told from an error of the compiler.
 */
export const parseClippy: TestReportParser = (text) => fromJson(text) ?? fromText(text);

function fromJson(text: string): TestReport | undefined {
  const messages = text.split('\n').flatMap(messageOf);
  const errors = messages.filter(({ level }) => level === 'error');
  if (errors.length === 0) return undefined;
  const failed = new Map<string, FailedTest>();
  let unnamed = 0;
  for (const { code, message, spans, rendered } of errors) {
    const lint = isRecord(code) && typeof code['code'] === 'string' ? code['code'] : '';
    const span: unknown = Array.isArray(spans)
      ? spans.find((one) => isRecord(one) && one['is_primary'] === true)
      : undefined;
    const file = isRecord(span) && typeof span['file_name'] === 'string' ? span['file_name'] : undefined;
    const place = isRecord(span) ? `${String(span['line_start'])}:${String(span['column_start'])}` : '';
    if (lint === '' || /^E\d{4}$/.test(lint)) unnamed += file === undefined && lint === '' ? 0 : 1;
    else if (typeof message === 'string') {
      // A library is checked twice, once for its tests.
      const lines = typeof rendered === 'string' ? rendered.split('\n') : [message];
      failed.set(`${file ?? ''} ${place} ${lint} ${message}`, failedTest(`${lint}: ${message}`, file, lines));
    }
  }
  return clippy([...failed.values()], doubtIf(unnamed > 0, noCompile));
}

function messageOf(line: string): readonly UnknownRecord[] {
  if (!line.startsWith('{"reason":"compiler-message"')) return [];
  const value = parseJson(line);
  return isRecord(value) && isRecord(value['message']) ? [value['message']] : [];
}

function fromText(text: string): TestReport | undefined {
  if (!/rust-clippy\/|`-D (?:clippy::|warnings)/.test(text) || !/^error: could not compile /m.test(text))
    return undefined;
  const blocks = text
    .split(/^(?=(?:error|warning)(?:\[E\d+\])?: )/m)
    .filter((block) => /^error(?:\[E\d+\])?: (?!could not compile )/.test(block));
  const failed = blocks.flatMap((block) => {
    const file = /^ *--> (\S+?):\d+:\d+$/m.exec(block)?.[1];
    const message = /^error: (.*)$/m.exec(block)?.[1];
    return file === undefined || message === undefined ? [] : [failedTest(message, file, block.split('\n'))];
  });
  const unmarked = blocks.filter((block) => !/`-D [\w:-]+`|#\[(?:deny|forbid)\(|rust-clippy\//.test(block)).length;
  return clippy(failed, [
    ...doubtIf(/^error\[E\d+\]: /m.test(text), noCompile),
    ...doubtIf(unmarked > 0, `Errors that do not name a lint: ${unmarked}. Add --message-format=json to the command.`),
  ]);
}

function clippy(failed: readonly FailedTest[], doubts: readonly string[]): TestReport {
  return { runner: 'clippy', failed, failures: failed.length, exits: [101], doubts };
}
