const escape = '\u001b[';

/** How text looks in a terminal; `plain` ends all of it. */
export const plain = `${escape}0m`;
export const dim = `${escape}2m`;
export const bold = `${escape}1m`;
export const colours = {
  good: `${escape}32m`,
  bad: `${escape}31m`,
  neither: `${escape}33m`,
  tool: `${escape}36m`,
};
