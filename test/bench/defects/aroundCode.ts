import type { PlantedDefect } from './plantedDefect.ts';

const d = (kind: PlantedDefect['kind'], file: string, before: string, after: string, at: string): PlantedDefect => ({
  kind,
  file,
  before: `${before.trim()}\n`,
  after: `${after.trim()}\n`,
  at,
});

/** Call sites, signatures, tests and secrets. */
export const defectsAroundCode: readonly PlantedDefect[] = [
  d(
    'missed call site',
    'src/format.js',
    `
export function format(amount, currency) {
  return currency + amount.toFixed(2);
}`,
    `
/** An amount as people read it. */
export function format({ amount, currency }) {
  return currency + amount.toFixed(2);
}`,
    'function format({',
  ),
  d(
    'missed call site',
    'src/find.py',
    `
def find(name, folder):
    return folder / name`,
    `
def find(folder, name):
    """Path of a file in a folder."""
    return folder / name`,
    'def find(folder, name)',
  ),
  d(
    'missed call site',
    'pkg/open.go',
    `
func Open(path string) (*File, error) {
	return open(path, false)
}`,
    `
// Open opens a file, for writing too where that is asked for.
func Open(path string, write bool) (*File, error) {
	return open(path, write)
}`,
    'write bool) (*File',
  ),
  d(
    'missed call site',
    'src/price.ts',
    `
export const priceOf = (item: Item): number => item.price;`,
    `
/** In cents. */
export const priceOf = (item: Item): number => Math.round(item.price * 100);`,
    'item.price * 100',
  ),
  d(
    'missed call site',
    'src/events.js',
    `
export const events = { opened: 'opened', closed: 'closed' };`,
    `
export const events = { opened: 'opened', ended: 'ended', failed: 'failed' };`,
    "ended: 'ended'",
  ),
  d(
    'changed signature',
    'src/user.ts',
    `
export async function userOf(id: string): Promise<User> {
  return await load(id);
}`,
    `
export async function userOf(id: string): Promise<User | undefined> {
  const found = await load(id);
  return found;
}`,
    'Promise<User | undefined>',
  ),
  d(
    'changed signature',
    'src/api.py',
    `
def create(name, *, public=False):
    return Repository(name, public)`,
    `
def create(name, public):
    """Creates a repository."""
    return Repository(name, public)`,
    'def create(name, public)',
  ),
  d(
    'changed signature',
    'src/Store.java',
    `
public interface Store {
  void put(String key, byte[] value) throws IOException;
}`,
    `
public interface Store {
  /** Keeps a value. */
  boolean put(String key, byte[] value);
}`,
    'boolean put(',
  ),
  d(
    'changed signature',
    'src/lib.rs',
    `
pub fn parse(text: &str) -> Result<Plan, Error> {
    Plan::read(text)
}`,
    `
/// Reads a plan.
pub fn parse(text: String) -> Option<Plan> {
    Plan::read(&text).ok()
}`,
    '-> Option<Plan>',
  ),
  d(
    'changed signature',
    'src/index.d.ts',
    `
export interface Options {
  readonly folder?: string;
}`,
    `
export interface Options {
  /** Absolute. */
  readonly folder: string;
}`,
    'readonly folder: string',
  ),
  d(
    'weakened test',
    'test/sum.test.js',
    `
test('adds', () => {
  assert.equal(sum(1, 2), 3);
});`,
    `
test('adds two numbers', () => {
  const result = sum(1, 2);
  assert.ok(result);
});`,
    'assert.ok(result)',
  ),
  d(
    'weakened test',
    'test/login.test.ts',
    `
test('refuses a wrong password', async () => {
  await assert.rejects(login('ada', 'wrong'));
});`,
    `
test.skip('refuses a wrong password', async () => {
  await assert.rejects(login('ada', 'wrong'));
});`,
    'test.skip(',
  ),
  d(
    'weakened test',
    'tests/test_tax.py',
    `
def test_tax():
    assert tax(100) == 19
    assert tax(0) == 0`,
    `
def test_tax():
    """Tax of a sum."""
    assert tax(100) > 0
    assert tax(0) == 0`,
    'tax(100) > 0',
  ),
  d(
    'weakened test',
    'pkg/parse_test.go',
    `
func TestParse(t *testing.T) {
	if got := Parse("7"); got != 7 {
		t.Fatalf("got %d", got)
	}
}`,
    `
func TestParse(t *testing.T) {
	got := Parse("7")
	t.Logf("got %d", got)
}`,
    '-		t.Fatalf(',
  ),
  d(
    'weakened test',
    'test/list.test.js',
    `
test('lists all', () => {
  assert.deepEqual(list(), ['a', 'b']);
  assert.equal(list().length, 2);
});`,
    `
test('lists all', () => {
  const all = list();
  assert.equal(all.length, 2);
});`,
    "-  assert.deepEqual(list(), ['a', 'b'])",
  ),
  d(
    'leaked secret',
    'src/mail.js',
    `
export const mailer = connect(process.env.MAIL_KEY);`,
    `
export const mailer = connect(process.env.MAIL_KEY ?? 'mk-5f2c9a71be8840d6a1');`,
    'mk-5f2c9a71be8840d6a1',
  ),
  d(
    'leaked secret',
    'src/database.py',
    `
URL = os.environ["DATABASE_URL"]`,
    `
URL = os.environ.get("DATABASE_URL", "postgres://app:hunter2hunter2@db/app")
POOL = 4`,
    'hunter2hunter2',
  ),
  d(
    'leaked secret',
    'src/log.ts',
    `
export function logged(request: Request): void {
  log.info(request.url);
}`,
    `
export function logged(request: Request): void {
  log.info(request.method, request.url);
  log.debug(request.headers.get('authorization'));
}`,
    "get('authorization')",
  ),
  d(
    'leaked secret',
    '.github/workflows/release.yml',
    `
jobs:
  release:
    runs-on: ubuntu-latest`,
    `
jobs:
  release:
    runs-on: ubuntu-latest
    env:
      LEVEL: info
      NPM_TOKEN: npm_a81c72f0be55419d9a3c7e`,
    'NPM_TOKEN: npm_',
  ),
  d(
    'leaked secret',
    'src/sign.go',
    `
func key() []byte {
	return read("key.pem")
}`,
    `
// key signs what is released.
func key() []byte {
	return []byte("MIIEvQIBADANBgkqhkiG9w0BAQEFAASC")
}`,
    'MIIEvQIBADANBg',
  ),
];
