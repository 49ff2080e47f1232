# Two network namespaces joined by one cable: the client on .2, the servers on
# the addresses of conf/hosts.tsv. Nothing leads out of them.
net_up() {
  ip netns list 2>/dev/null | grep -qw "$SRV" && return 0
  local ns
  for ns in "$CLI" "$SRV"; do
    ip netns add "$ns" 2>"$LAB/log/net.log" && ip -n "$ns" link set lo up 2>>"$LAB/log/net.log" || {
      say "lab: this machine gives no network namespaces ($(tail -1 "$LAB/log/net.log")); the lab needs CAP_SYS_ADMIN and CAP_NET_ADMIN"
      return 1
    }
    net_files "$ns"
  done
  ip -n "$CLI" link add cli0 type veth peer name srv0 netns "$SRV" || { say "lab: the kernel has no veth devices"; return 1; }
  ip netns exec "$CLI" true || { say "lab: programs cannot be run in a network namespace here"; return 1; }
  ip -n "$CLI" addr add "$N4.2/24" dev cli0
  ip -n "$CLI" addr add "$N6:2/64" dev cli0 nodad
  ip -n "$CLI" link set cli0 up
  ip -n "$SRV" link set srv0 up
  local octet
  for octet in $(rows hosts.tsv | cut -f2 | sort -un) 49; do
    ip -n "$SRV" addr add "$N4.$octet/24" dev srv0
    ip -n "$SRV" addr add "$N6:$octet/64" dev srv0 nodad
  done
  net_faults
}

# far_up: the long cable, FAR_DELAY each way, to far.lab.test. Only what measures
# time needs it, and it needs Go and /dev/net/tun: hence not a part of up.
far_up() {
  running "$LAB/run/far.pid" && return 0
  (cd "$HERE/../.." && go build -o "$LAB/run/far" "$HERE/far.go") || { say "lab: the long cable does not build"; return 1; }
  serve far "$LAB/run/far" "$CLI" far0 "${FAR_DELAY:-100ms}"
  local i
  for i in $(seq 50); do ip -n "$CLI" link show far0 >/dev/null 2>&1 && break; sleep 0.1; done
  ip -n "$CLI" addr add "$F4.2" peer "$F4.10" dev far0 && ip -n "$SRV" addr add "$F4.10" peer "$F4.2" dev far0 &&
    ip -n "$CLI" link set far0 up && ip -n "$SRV" link set far0 up || { say "lab: no TUN device here; see $LAB/log/far.log"; return 1; }
}

# What ip netns exec mounts over /etc for programs in a namespace.
net_files() {
  local etc=/etc/netns/$1
  mkdir -p "$etc"
  printf 'nameserver %s.53\noptions timeout:1 attempts:2\n' "$N4" >"$etc/resolv.conf"
  printf '127.0.0.1 localhost\n::1 localhost\n' >"$etc/hosts"
  printf 'passwd: files\ngroup: files\nhosts: files dns\nservices: files\n' >"$etc/nsswitch.conf"
}

# Packets to .41, and over IPv6 to :49 (v6hole), vanish without an answer.
net_faults() {
  # Postfix listens for far.lab.test before there is a cable to it.
  srv sysctl -qw net.ipv4.ip_nonlocal_bind=1
  srv nft -f - <<RULES || { say "lab: the kernel has no nftables"; return 1; }
flush ruleset
table inet faults {
  chain in {
    type filter hook input priority 0; policy accept;
    ip daddr $N4.41 drop
    ip6 daddr $N6:49 drop
  }
}
RULES
}

net_down() {
  local ns
  stop "$LAB/run/far.pid"
  for ns in "$CLI" "$SRV"; do
    ip netns del "$ns" 2>/dev/null
    rm -rf "/etc/netns/$ns"
  done
}
