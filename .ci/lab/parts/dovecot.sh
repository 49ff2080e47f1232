# Dovecot: it judges the passwords for Postfix.
dovecot_up() {
  local d=$LAB/dovecot login password
  mkdir -p "$d/run" "$d/state" "$LAB/postfix"
  rows accounts.tsv | while IFS=$'\t' read -r login password; do
    printf '%s:{PLAIN.b64}%s\n' "$login" "$(printf %s "$password" | base64 -w0)"
  done >"$d/users"
  expand "$HERE/conf/dovecot.conf" "$d/dovecot.conf"
  expand "$HERE/conf/dovecot-oauth2.conf" "$d/oauth2.conf"
  running "$d/run/master.pid" && return 0
  # Output redirected: a daemon that keeps the caller's pipe open would hang it.
  srv dovecot -c "$d/dovecot.conf" >>"$LAB/log/dovecot-start.log" 2>&1 </dev/null
}
dovecot_down() { stop "$LAB/dovecot/run/master.pid"; }
