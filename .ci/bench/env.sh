# Shared by the benchmarks; sourced. They need swaks, msmtp and jq, and compare
# within one run on one machine: the ratios are what is meant to be read.
set -uo pipefail
BENCH=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TREE=$(cd "$BENCH/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/todoku-bench.XXXXXX") || exit 1
export GOFLAGS=${GOFLAGS:--buildvcs=false}

# Background processes put their numbers into $work/*.pid; only these are ended.
leave() {
  local file
  for file in "$work"/*.pid; do [ -s "$file" ] && kill "$(cat "$file")" 2>/dev/null; done
  wait 2>/dev/null
  rm -rf "$work"
}
trap leave EXIT
trap 'exit 130' INT TERM

die() { printf 'bench: %s\n' "$*" >&2; exit 1; }
for tool in swaks msmtp jq; do command -v $tool >/dev/null || die "$tool is missing"; done
if [ -z "${TODOKU:-}" ]; then
  TODOKU=$work/todoku
  (cd "$TREE" && CGO_ENABLED=0 go build -trimpath -o "$TODOKU" .) || die "todoku does not build"
fi

# start_sandbox ACCOUNTS: starts the built-in servers; what they print goes to $sandbox.
sandbox=$work/sandbox.json
start_sandbox() {
  (cd "$TREE" && go build -o "$work/servers" "$BENCH/servers.go") || die "the servers do not build"
  TMPDIR=$work "$work/servers" "$1" >"$sandbox" 2>"$work/sandbox.err" </dev/null &
  echo $! >"$work/sandbox.pid"
  # a whole line: jq takes an empty file for good
  for _ in $(seq 200); do [ "$(wc -l <"$sandbox")" -ge 1 ] && return 0; sleep 0.1; done
  cat "$work/sandbox.err" >&2
  die "the sandbox did not start"
}
of_sandbox() { jq -r "$1" "$sandbox"; }

# took COMMAND...: milliseconds of wall clock; the command must succeed.
took() {
  local start=${EPOCHREALTIME/./}
  "$@" >"$work/said" 2>&1 </dev/null || { tail -5 "$work/said" >&2; return 1; }
  echo $(((${EPOCHREALTIME/./} - start) / 1000))
}
best() { sort -n | head -1; }

# at_most TEXT VALUE OTHER GOAL: prints the ratio of two times and whether the goal is met.
at_most() {
  awk -v t="$1" -v a="$2" -v b="$3" -v g="$4" 'BEGIN {
    r = a / b; printf "%-44s %6d ms / %6d ms = %.2f  (goal: at most %.2f%s)\n", t, a, b, r, g, r <= g ? "" : ", MISSED" }'
}
