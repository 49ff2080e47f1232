# Settings and helpers shared by the scripts of the lab; sourced, never run.
# LAB is where everything is written, LABNS the prefix of the two network
# namespaces: with another LAB and LABNS a second lab runs beside the first.
set -uo pipefail
umask 022
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export LAB=${LAB:-/tmp/todoku-lab}
export LABNS=${LABNS:-todoku}
export CLI=$LABNS-cli SRV=$LABNS-srv    # the program under test; the servers
# Not fd00::/8: Go sorts unique local addresses behind IPv4, which would hide faults of IPv6.
export N4=10.77.0 N6=2001:db8:77: F4=10.77.1   # F4: the far network
PARTS="net pki dns oidc web dovecot postfix"

say() { printf '%s\n' "$*" >&2; }
die() { say "lab: $*"; exit 1; }
srv() { ip netns exec "$SRV" "$@"; }
cli() { ip netns exec "$CLI" "$@"; }

# expand IN OUT: copies a template, replacing @LAB@, @N4@ and @N6@.
expand() { sed -e "s|@LAB@|$LAB|g" -e "s|@N4@|$N4|g" -e "s|@N6@|$N6|g" "$1" >"$2"; }

# rows FILE: a table of conf/ without comments and empty lines.
rows() { grep -Ev '^(#|$)' "$HERE/conf/$1"; }

# ours PID: it runs, and in a namespace of this lab, so that a reused number is never signalled.
ours() {
  local ns
  [ -n "${1:-}" ] && kill -0 "$1" 2>/dev/null || return 1
  ns=$(ip netns identify "$1" 2>/dev/null)
  [ "$ns" = "$SRV" ] || [ "$ns" = "$CLI" ]
}
pid_of() { tr -dc 0-9 2>/dev/null <"$1"; }
running() { [ -s "$1" ] && ours "$(pid_of "$1")"; }

# serve NAME COMMAND...: runs it in the background among the servers; its number goes to run/NAME.pid.
serve() {
  local name=$1
  shift
  running "$LAB/run/$name.pid" && return 0
  setsid ip netns exec "$SRV" "$@" >>"$LAB/log/$name.log" 2>&1 </dev/null &
  echo $! >"$LAB/run/$name.pid"
  disown
}

# stop PIDFILE: ends that one process, gently for 3 seconds.
stop() {
  local pid i
  running "$1" || { rm -f "$1"; return 0; }
  pid=$(pid_of "$1")
  kill "$pid" 2>/dev/null
  for i in $(seq 30); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  ours "$pid" && kill -9 "$pid" 2>/dev/null
  rm -f "$1"
}

# answers ADDRESS PORT: waits up to 10 seconds until something accepts there.
answers() {
  local i
  for i in $(seq 100); do
    srv bash -c "exec 3<>/dev/tcp/$1/$2" 2>/dev/null && return 0
    sleep 0.1
  done
  say "lab: $1:$2 does not answer"
  return 1
}

for part in $PARTS; do . "$HERE/parts/$part.sh"; done
