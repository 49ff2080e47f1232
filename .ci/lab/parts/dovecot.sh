# Dovecot: it judges the passwords for Postfix, and opens the mailboxes.
dovecot_up() {
  local d=$LAB/dovecot login password box mail more
  mkdir -p "$d/run" "$d/state" "$LAB/postfix"
  rows accounts.tsv | while IFS=$'\t' read -r login password; do
    box=${login%@*} more=
    mail=$LAB/mail/lab.test/$box
    case $box in
      shut) more=" nologin" ;;
      due) more=" nologin reason=Fees_are_due" ;;
      held) more=" userdb_pop3_lock_session=yes" ;; # one POP3 session at a time, as on many servers
      box) mail=/proc/nosuch ;; # a mailbox that cannot be made
      uid) more=" userdb_uid=1" ;;
      proxied) more=" proxy=y host=$N4.40" ;; # nothing listens there
    esac
    printf '%s:{PLAIN.b64}%s::::::userdb_mail=maildir:%s%s\n' \
      "$login" "$(printf %s "$password" | base64 -w0)" "$mail" "$more"
  done >"$d/users"
  pop_window
  expand "$HERE/conf/pop-login" "$d/pop-login"
  chmod 755 "$d/pop-login"
  expand "$HERE/conf/dovecot.conf" "$d/dovecot.conf"
  dovecot_addresses >>"$d/dovecot.conf"
  expand "$HERE/conf/dovecot-oauth2.conf" "$d/oauth2.conf"
  broken_dovecot_up || return 1
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
  # a key that belongs to another certificate; ciphers that nobody has
  printf 'local %s.25 {\n  ssl_cert = <%s/pki/good.pem\n  ssl_key = <%s/pki/web.key\n}\n' "$N4" "$LAB" "$LAB"
  printf 'local %s.26 {\n  ssl_min_protocol = TLSv1.2\n  ssl_cipher_list = ECDHE-ECDSA-CAMELLIA128-SHA256\n  ssl_cipher_suites = TLS_AES_128_CCM_8_SHA256\n}\n' "$N4"
  printf 'local %s.27 {\n  mail_max_userip_connections = 1\n}\n' "$N4"
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

# A second Dovecot at broken.lab.test, for what holds for all of an instance.
broken_dovecot_up() {
  local d=$LAB/broken-dovecot
  mkdir -p "$d/run" "$d/state"
  expand "$HERE/conf/broken-dovecot.conf" "$d/dovecot.conf"
  running "$d/run/master.pid" && return 0
  srv dovecot -c "$d/dovecot.conf" >>"$LAB/log/dovecot-start.log" 2>&1 </dev/null || return 1
  answers "$N4.24" 143
}

dovecot_down() {
  stop "$LAB/dovecot/run/master.pid"
  stop "$LAB/broken-dovecot/run/master.pid"
}
