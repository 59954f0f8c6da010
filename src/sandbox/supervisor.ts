/**
 * A shell script that runs a program in a sandbox whose processes have numbers of their own, and answers as it does. What
 * the program leaves running would end without a word, because nothing there outlives the first process; so its names are
 * told on descriptor 3, one a line, and it is asked to end. What is gone by itself a moment later was only slow to end.
 *
 * Node calls its first thread MainThread, so its program's name is reported instead.
 *
 * Asked to end itself, it waits for the program, which is asked as well. Number 1 is the sandbox, and its first process is this
 * one. Where that is not so, as behind a program that is only called bwrap, all other processes are the person's, and are left alone.
 */
export const supervisor = `trap : TERM HUP INT
"$@" 3>&-
code=$?
case "$PPID $$" in "1 "[2-9]) ;; *) exit $code;; esac
look() {
  left=
  for folder in /proc/[0-9]*; do
    number=\${folder#/proc/}
    case $number in 1|$$) continue;; esac
    read -r stat 2>/dev/null <$folder/stat || continue
    case \${stat##*) } in [ZX]*) continue;; esac
    left="$left $number"
  done
}
look
[ -z "$left" ] && exit $code
before="$left "
sleep 0.2
look
for number in $left; do
  case $before in *" $number "*) ;; *) continue;; esac
  read -r name 2>/dev/null </proc/$number/comm || continue
  case $name in MainThread) name=$(readlink /proc/$number/exe 2>/dev/null 3>&-); name=\${name##*/};; esac
  echo "$name" >&3
done
tries=0
while [ -n "$left" ] && [ $tries -lt 10 ]; do
  kill $left 2>/dev/null
  sleep 0.1
  tries=$((tries + 1))
  look
done
exit $code
`;
