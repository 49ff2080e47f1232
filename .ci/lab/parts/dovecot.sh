# Dovecot: it judges the passwords for Postfix, and opens the mailboxes.
dovecot_up() {
  local d=$LAB/dovecot login password box more
  mkdir -p "$d/run" "$d/state" "$LAB/postfix"
  rows accounts.tsv | while IFS=$'\t' read -r login password; do
    box=${login%@*} more=
    case $box in
      shut) more=" nologin" ;;
      held) more=" userdb_pop3_lock_session=yes" ;; # one POP3 session at a time, as on many servers
    esac
    printf '%s:{PLAIN.b64}%s::::::userdb_mail=maildir:%s/mail/lab.test/%s%s\n' \
      "$login" "$(printf %s "$password" | base64 -w0)" "$LAB" "$box" "$more"
  done >"$d/users"
  pop_window
  expand "$HERE/conf/pop-login" "$d/pop-login"
  chmod 755 "$d/pop-login"
  expand "$HERE/conf/dovecot.conf" "$d/dovecot.conf"
  dovecot_addresses >>"$d/dovecot.conf"
  expand "$HERE/conf/dovecot-oauth2.conf" "$d/oauth2.conf"
  running "$d/run/master.pid" && return 0
  # Output redirected: a daemon that keeps the caller's pipe open would hang it.
  srv dovecot -c "$d/dovecot.conf" >>"$LAB/log/dovecot-start.log" 2>&1 </dev/null || return 1
  answers "$N4.10" 143 && answers "$N4.22" 110
}

# Bad certificates, and no TLS at all.
dovecot_addresses() {
  local i
  for i in 13:expired 15:selfsigned; do
    printf 'local %s.%s {\n  ssl_cert = <%s/pki/%s.pem\n  ssl_key = <%s/pki/%s.key\n}\n' "$N4" "${i%%:*}" "$LAB" "${i#*:}" "$LAB" "${i#*:}"
  done
  printf 'local %s.17 {\n  ssl = no\n  disable_plaintext_auth = no\n}\n' "$N4"
}

# pop_window: which addresses have signed in by POP3, and when; empty. Dovecot
# writes as the user that owns the mail.
pop_window() {
  mkdir -p "$LAB/pop"
  [ -s "$LAB/pop/window.db" ] || sqlite3 "$LAB/pop/window.db" 'CREATE TABLE seen(ip TEXT PRIMARY KEY, at REAL)'
  chmod 777 "$LAB/pop"
  chmod 666 "$LAB/pop/window.db"
}

dovecot_down() { stop "$LAB/dovecot/run/master.pid"; }
