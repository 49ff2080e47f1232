# unbound, answering from local data only: the hosts of conf/hosts.tsv.
dns_up() {
  mkdir -p "$LAB/dns"
  local name octet families purpose
  expand "$HERE/conf/unbound.conf" "$LAB/dns/unbound.conf"
  while IFS=$'\t' read -r name octet families purpose; do
    case $families in *4*) echo "  local-data: \"$name.lab.test. A $N4.$octet\"" ;; esac
    case $families in *6*) echo "  local-data: \"$name.lab.test. AAAA $N6:$octet\"" ;; esac
  done < <(rows hosts.tsv; printf 'v6hole\t10\t4\t\nv6hole\t49\t6\t\n') >>"$LAB/dns/unbound.conf"
  echo "  local-data: \"far.lab.test. A $F4.10\"" >>"$LAB/dns/unbound.conf"
  unbound-checkconf "$LAB/dns/unbound.conf" >/dev/null || return 1
  serve unbound unbound -d -c "$LAB/dns/unbound.conf"
  answers "$N4.53" 53
}
dns_down() { stop "$LAB/run/unbound.pid"; }
