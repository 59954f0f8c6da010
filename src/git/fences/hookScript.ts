/**
 * Hooks that get the script: those that can refuse something, and the others only so that the repository's own are still
 * found, because git looks for hooks in one folder.
 */
export const hookNames = [
  'reference-transaction',
  'pre-push',
  'pre-merge-commit',
  'applypatch-msg',
  'pre-applypatch',
  'post-applypatch',
  'pre-commit',
  'prepare-commit-msg',
  'commit-msg',
  'post-commit',
  'pre-rebase',
  'post-checkout',
  'post-merge',
  'post-rewrite',
  'pre-auto-gc',
] as const;

/** Variables the script reads: git folder shared by all worktrees, git folder of the session's own, full name of its branch. */
export const fenceVariables = {
  repository: 'WAVEGATE_FENCE_REPOSITORY',
  worktree: 'WAVEGATE_FENCE_WORKTREE',
  branch: 'WAVEGATE_FENCE_BRANCH',
} as const;

/**
 * One script for all hooks, for the plain sh that git brings or finds on every system. What it compares with comes in as
 * variables, so nothing of a path or a name is ever read as code. Other repositories, such as those a test suite makes,
 * are none of its business.
 */
export const hookScript = `#!/bin/sh
# Made by Wavegate for one session. Refuses what its agent is told not to do; what goes around it is found afterwards.
hook=\${0##*/}

refuse() {
  echo "Wavegate: $1 Your work is merged for you: write the handoff and end." >&2
  exit 1
}

if [ "$(git rev-parse --path-format=absolute --git-common-dir)" -ef "$${fenceVariables.repository}" ]; then
  case $hook in
    pre-push) refuse 'This session does not push.' ;;
    pre-merge-commit) refuse 'This session does not merge.' ;;
    reference-transaction)
      [ "$1" = prepared ] || exit 0
      own=no
      [ "$(git rev-parse --path-format=absolute --git-dir)" -ef "$${fenceVariables.worktree}" ] && own=yes
      while read -r old new name; do
        case $name in
          "$${fenceVariables.branch}" | refs/remotes/* | refs/bisect/* | refs/rewritten/* | refs/worktree/*) ;;
          refs/*) refuse "$name is not this session's branch." ;;
          *) [ $own = yes ] || refuse 'This session works in its own worktree only.' ;;
        esac
      done
      exit 0
      ;;
  esac
fi

GIT_CONFIG_COUNT=0
export GIT_CONFIG_COUNT
theirs=$(git rev-parse --git-path "hooks/$hook") || exit 0
[ -x "$theirs" ] && exec "$theirs" "$@"
exit 0
`;
