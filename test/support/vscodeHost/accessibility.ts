import type { Page } from 'playwright-core';

/** The sidebar as a screen reader walks it: views, rows with their level and state, and buttons, one a line. */
export function sidebarTree(page: Page): Promise<string> {
  return page.locator('.part.sidebar').ariaSnapshot();
}

/** Elements of the sidebar that take the focus or are rows, and have no name. */
export async function sidebarProblems(page: Page): Promise<readonly string[]> {
  return page.locator('.part.sidebar').evaluate((sidebar) => {
    const places = '[role=treeitem], [role=tree], [role=button], [role=checkbox], button, a[href]';
    const elements = [...sidebar.querySelectorAll<HTMLElement>(places)].filter((element) => element.checkVisibility());
    const named = (element: HTMLElement): boolean =>
      [element.ariaLabel, element.title, element.textContent].some((text) => text !== null && text.trim() !== '');
    return elements.filter((element) => !named(element)).map((element) => element.outerHTML.slice(0, 160));
  });
}
