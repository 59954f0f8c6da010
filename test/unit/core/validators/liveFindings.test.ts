import assert from 'node:assert/strict';
import { test } from 'node:test';
import { touchesLine } from '../../../../src/core/validators/liveFindings.ts';

const diff = `diff --git a/src/a.js b/src/a.js
index 1..2 100644
--- a/src/a.js
+++ b/src/a.js
@@ -10,11 +10,12 @@ function a() {
 context
+added
diff --git a/src/gone.js b/src/gone.js
deleted file mode 100644
`;

test('a cited line has changed when the difference touches it or lines near by, in that file', () => {
  assert.ok(touchesLine(diff, 'src/a.js', 10));
  assert.ok(touchesLine(diff, 'src/a.js', 20));
  assert.ok(!touchesLine(diff, 'src/a.js', 21));
  assert.ok(!touchesLine(diff, 'src/b.js', 12));
  assert.ok(touchesLine(diff, 'src/gone.js', 500), 'a file that is gone has changed everywhere');
  assert.ok(!touchesLine('', 'src/a.js', 10), 'an empty difference touches nothing');
});
