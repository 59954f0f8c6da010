/** Small rewrites of JavaScript text. Each gives the text back unchanged when there is nothing to do. */

/** Adds a named import to the others, in the order of the module paths, which is how this project sorts them. */
export function addImport(text, name, from) {
  const line = `import { ${name} } from '${from}';`;
  if (text.includes(line)) return text;
  const lines = text.split('\n');
  const imports = lines.filter((each) => each.startsWith('import '));
  const rank = (each) => {
    const [, path] = / from '(.*)'/.exec(each);
    return `${path.startsWith('.') ? (path.startsWith('../') ? 1 : 2) : 0}${path}`;
  };
  const next = imports.find((each) => rank(each) > rank(line));
  const at = next ? lines.indexOf(next) : lines.indexOf(imports.at(-1)) + 1;
  return lines.toSpliced(at, 0, line).join('\n');
}

/** Removes the import of a module. */
export function dropImport(text, from) {
  return text.replace(new RegExp(`^import .* from '${from.replaceAll('.', '\\.')}';\\n`, 'm'), '');
}

/** Removes a function that starts at the beginning of a line, with the empty line before it. */
export function dropFunction(text, name) {
  return text.replace(new RegExp(`\\n(?:async )?function ${name}\\([^]*?\\n}\\n`), '');
}
