/**
 * Problems that keep somebody from using the page in front of them, a line each: parts that stick out of it, words broken in two, controls
 * without a name, ids used twice, labels that point nowhere, and text too faint to read (WCAG 2.2, 1.4.3, 1.4.10, 4.1.2). Runs inside
 * the page, so it may use nothing from outside.
 */
export function problemsOfPage(): readonly string[] {
  const problems: string[] = [];
  const all = [...document.body.querySelectorAll<HTMLElement>('*')].filter((element) => element.checkVisibility());
  const describe = (element: Element): string =>
    `<${element.localName} class="${element.getAttribute('class') ?? ''}"> ${(element.textContent ?? '').trim().slice(0, 40)}`;

  if (document.documentElement.scrollWidth > window.innerWidth) problems.push('the page scrolls sideways');
  const sticksOut = (element: HTMLElement): boolean => {
    if (element.closest('wavegate-graph, pre, .unseen, svg') !== null) return false;
    const { right, left, width } = element.getBoundingClientRect();
    return width > 1 && (right > window.innerWidth + 1 || left < -1);
  };
  for (const element of all.filter(sticksOut)) problems.push(`sticks out: ${describe(element)}`);

  const clipped = (element: HTMLElement): boolean =>
    element.scrollWidth > element.clientWidth + 1 &&
    element.clientWidth > 0 &&
    getComputedStyle(element).overflowX === 'visible' &&
    element.matches('button, h1, h2, h3, dd, li, td, p');
  for (const element of all.filter(clipped)) problems.push(`wider than its box: ${describe(element)}`);

  const isBroken = (node: Text, { index, 0: word }: RegExpExecArray): boolean => {
    const range = document.createRange();
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
  };
  for (const element of all.filter((each) => each.matches('h1, h2, h3, button, th, dt'))) {
    for (const node of element.childNodes) {
      if (!(node instanceof Text)) continue;
      // Long names of files may have to be broken.
      const broken = [...node.data.matchAll(/\b[A-Za-z]{2,14}\b/g)].find((word) => isBroken(node, word));
      if (broken !== undefined) problems.push(`broken within "${broken[0]}": ${describe(element)}`);
    }
  }

  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  for (const id of ids.filter((id, index) => ids.indexOf(id) !== index)) problems.push(`id used twice: ${id}`);
  for (const attribute of ['aria-labelledby', 'aria-describedby', 'for']) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      const id = element.getAttribute(attribute) ?? '';
      if (document.getElementById(id) === null) problems.push(`${attribute} points nowhere: ${id}`);
    }
  }

  const nameOf = (element: HTMLElement): string => {
    const labels = 'labels' in element ? [...((element.labels as NodeListOf<HTMLElement> | null) ?? [])] : [];
    const texts = [element.ariaLabel, element.textContent, ...labels.map((label) => label.textContent)];
    return texts.map((text) => text?.trim() ?? '').join('');
  };
  const named =
    'button, input, textarea, select, summary, [role=grid], [role=gridcell], [role=rowheader], [role=radiogroup]';
  for (const element of all.filter((element) => element.matches(named) && nameOf(element) === '')) {
    problems.push(`has no name: ${describe(element)}`);
  }

  const channels = (color: string): readonly number[] => {
    const numbers = (color.match(/[\d.]+/g) ?? []).map(Number);
    return color.startsWith('color(') ? numbers.map((part, index) => (index < 3 ? part * 255 : part)) : numbers;
  };
  const over = (top: readonly number[], bottom: readonly number[]): readonly number[] => {
    const alpha = top[3] ?? 1;
    return [0, 1, 2].map((index) => (top[index] ?? 0) * alpha + (bottom[index] ?? 0) * (1 - alpha));
  };
  const backgroundOf = (element: Element | null): readonly number[] => {
    if (element === null) return [255, 255, 255];
    const own = channels(getComputedStyle(element).backgroundColor);
    return (own[3] ?? 1) === 1 ? own : over(own, backgroundOf(element.parentElement));
  };
  const luminance = (color: readonly number[]): number => {
    const [red = 0, green = 0, blue = 0] = color.map((channel) => {
      const part = channel / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const hasOwnText = (element: Element): boolean =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '');
  for (const element of all.filter((element) => hasOwnText(element) && !element.matches(':disabled, option'))) {
    const background = backgroundOf(element);
    const foreground = over(channels(getComputedStyle(element).color), background);
    const [light, dark] = [luminance(foreground), luminance(background)].toSorted((one, other) => other - one);
    const contrast = ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
    if (contrast < 4.5) problems.push(`contrast ${contrast.toFixed(1)}: ${describe(element)}`);
  }
  return problems;
}
