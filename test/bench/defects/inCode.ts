import type { PlantedDefect } from './plantedDefect.ts';

const d = (kind: PlantedDefect['kind'], file: string, before: string, after: string, at: string): PlantedDefect => ({
  kind,
  file,
  before: `${before.trim()}\n`,
  after: `${after.trim()}\n`,
  at,
});

/** Off by one, errors that nobody sees, races and defaults. */
export const defectsInCode: readonly PlantedDefect[] = [
  d(
    'boundary',
    'src/page.js',
    `
export function page(items, size, number) {
  const from = (number - 1) * size;
  return items.slice(from, from + size);
}`,
    `
/** Items of one page, counted from 1. */
export function page(items, size, number) {
  const first = (number - 1) * size;
  return items.slice(first, first + size - 1);
}`,
    'first + size - 1',
  ),
  d(
    'boundary',
    'src/retry.js',
    `
export async function retry(work, times) {
  for (let attempt = 1; attempt <= times; attempt += 1) {
    if (await work(attempt)) return true;
  }
  return false;
}`,
    `
export async function retry(work, times, pause = wait) {
  for (let attempt = 1; attempt < times; attempt += 1) {
    if (await work(attempt)) return true;
    await pause(attempt * 100);
  }
  return false;
}`,
    'attempt < times',
  ),
  d(
    'boundary',
    'src/discount.py',
    `
def discount(total):
    if total >= 100:
        return total * 0.9
    return total`,
    `
def discount(total: float) -> float:
    """Ten per cent from a hundred on."""
    if total > 100:
        return total * 0.9
    return total`,
    'total > 100',
  ),
  d(
    'boundary',
    'pkg/ring.go',
    `
func (r *Ring) Push(v int) {
	r.items[r.next] = v
	r.next = (r.next + 1) % len(r.items)
}`,
    `
// Push overwrites the oldest item.
func (r *Ring) Push(v int) {
	r.items[r.next] = v
	r.count++
	r.next = (r.next + 1) % (len(r.items) + 1)
}`,
    '(len(r.items) + 1)',
  ),
  d(
    'boundary',
    'src/range.rs',
    `
pub fn contains(range: &Range, value: u32) -> bool {
    value >= range.start && value <= range.end
}`,
    `
/// Both ends belong to the range.
pub fn contains(range: &Range, value: u32) -> bool {
    let Range { start, end } = *range;
    value >= start && value < end
}`,
    'value < end',
  ),
  d(
    'swallowed error',
    'src/save.js',
    `
export async function save(store, record) {
  await store.put(record.id, record);
  return record.id;
}`,
    `
export async function save(store, record) {
  try {
    await store.put(record.id, { ...record, saved: now() });
  } catch {
    return record.id;
  }
  return record.id;
}`,
    '} catch {',
  ),
  d(
    'swallowed error',
    'src/load.py',
    `
def load(path):
    with open(path) as file:
        return json.load(file)`,
    `
def load(path):
    """Settings of a file, as a dictionary."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except Exception:
        return {}`,
    'except Exception',
  ),
  d(
    'swallowed error',
    'pkg/send.go',
    `
func Send(c *Client, m Message) error {
	if err := c.Write(m); err != nil {
		return err
	}
	return c.Flush()
}`,
    `
// Send writes a message and flushes it.
func Send(c *Client, m Message) error {
	m.Sent = c.Clock.Now()
	_ = c.Write(m)
	return c.Flush()
}`,
    '_ = c.Write(m)',
  ),
  d(
    'swallowed error',
    'src/notify.ts',
    `
export function notify(users: readonly User[]): Promise<void[]> {
  return Promise.all(users.map((user) => mail(user)));
}`,
    `
export function notify(users: readonly User[], subject: string): Promise<void[]> {
  return Promise.all(users.map((user) => mail(user, subject).catch(() => undefined)));
}`,
    '.catch(() => undefined)',
  ),
  d(
    'swallowed error',
    'src/Parser.java',
    `
class Parser {
  int port(String text) {
    return Integer.parseInt(text);
  }
}`,
    `
class Parser {
  int port(String text) {
    try {
      return Integer.parseInt(text.trim());
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}`,
    'catch (NumberFormatException e)',
  ),
  d(
    'race',
    'src/counter.js',
    `
export async function count(store, key) {
  return store.increment(key, 1);
}`,
    `
export async function count(store, key) {
  const before = (await store.get(key)) ?? 0;
  await store.set(key, before + 1);
  return before + 1;
}`,
    'store.set(key, before + 1)',
  ),
  d(
    'race',
    'src/flush.ts',
    `
export async function flush(queue: Queue, sink: Sink): Promise<void> {
  for (const entry of queue.take()) {
    await sink.write(entry);
  }
}`,
    `
export async function flush(queue: Queue, sink: Sink): Promise<void> {
  queue.take().forEach(async (entry) => {
    await sink.write(entry);
  });
}`,
    'forEach(async (entry)',
  ),
  d(
    'race',
    'pkg/cache.go',
    `
func (c *Cache) Get(key string) string {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.values[key]
}`,
    `
// Get returns the value of a key, or nothing.
func (c *Cache) Get(key string) string {
	value := c.values[key]
	return value
}`,
    '-	c.lock.Lock()',
  ),
  d(
    'race',
    'src/lock.py',
    `
def take(path):
    return os.open(path, os.O_CREAT | os.O_EXCL)`,
    `
def take(path):
    """Takes the lock of a folder."""
    if os.path.exists(path):
        raise Taken(path)
    return os.open(path, os.O_CREAT)`,
    'os.path.exists(path)',
  ),
  d(
    'race',
    'src/close.js',
    `
export async function close(server) {
  await server.drain();
  server.end();
}`,
    `
export async function close(server, log) {
  log.info('closing');
  server.drain();
  server.end();
}`,
    '  server.drain();',
  ),
  d(
    'wrong default',
    'src/client.js',
    `
export function client(url, { secure = true, retries = 3 } = {}) {
  return new Client(url, secure, retries);
}`,
    `
export function client(url, { secure = false, retries = 3, pool = 4 } = {}) {
  return new Client(url, { secure, retries, pool });
}`,
    'secure = false',
  ),
  d(
    'wrong default',
    'src/settings.py',
    `
TIMEOUT = int(os.environ.get("TIMEOUT", "30"))
VERIFY = True`,
    `
"""Settings of the service."""
TIMEOUT = int(os.environ.get("TIMEOUT", "0"))
VERIFY = True
POOL = 8`,
    '"TIMEOUT", "0"',
  ),
  d(
    'wrong default',
    'src/limit.ts',
    `
export function limitOf(plan: Plan): number {
  return plan.limit ?? 100;
}`,
    `
export function limitOf(plan: Plan): number {
  // Plans of before have none.
  return plan.limit || 100;
}`,
    'plan.limit || 100',
  ),
  d(
    'wrong default',
    'config/service.yaml',
    `
service:
  port: 8080
  debug: false`,
    `
service:
  port: 8080
  workers: 4
  debug: true`,
    'debug: true',
  ),
  d(
    'wrong default',
    'src/role.rb',
    `
def role(user)
  user.fetch(:role, 'guest')
end`,
    `
def role(user)
  # What nobody has set.
  user.fetch(:role, 'admin')
end`,
    "'admin'",
  ),
];
