# Postfix, one instance with its own configuration and queue, many listeners.
postfix_up() {
  local d=$LAB/postfix table
  mkdir -p "$d/queue" "$d/data"
  chown postfix "$d/data"
  chown 5000:5000 "$LAB/mail"
  for table in main.cf master.cf; do expand "$HERE/conf/$table" "$d/$table"; done
  for table in mailboxes senders sender-access recipients; do rows $table >"$d/$table"; done
  pop_relays
  postfix_listeners >>"$d/master.cf"
  broken_listeners | sed "s|@LAB@|$LAB|g; s|@N4@|$N4|g" >>"$d/master.cf"
  running "$d/queue/pid/master.pid" && return 0
  srv postfix -c "$d" start >>"$LAB/log/postfix-start.log" 2>&1 </dev/null || return 1
  answers "$N4.10" 587
}

# listen ADDRESS:PORT NAME [OPTION...]: one smtpd of master.cf. "command" and
# "processes" are no options of its own.
listen() {
  local address=$1 name=$2 command=smtpd processes=- option options=()
  shift 2
  for option; do
    case $option in
      "command = "*) command=${option#*= } ;;
      "processes = "*) processes=${option#*= } ;;
      *) options+=("$option") ;;
    esac
  done
  printf '%s inet n - n - %s %s\n  -o syslog_name=postfix/%s\n' "$address" "$processes" "$command" "$name"
  for option in "${options[@]}"; do printf '  -o { %s }\n' "$option"; done
}

# broken_listeners: the lines of conf/broken-postfix.tsv, each on a port of its own.
broken_listeners() {
  local port=6000 name line options
  while IFS=$'\t' read -r name line; do
    port=$((port + 1))
    IFS=$'\t' read -ra options <<<"$line"
    listen "$N4.24:$port" "$name" "${options[@]}"
  done < <(rows broken-postfix.tsv)
}

# broken_port NAME: where that one listens.
broken_port() { echo $((6000 + $(rows broken-postfix.tsv | cut -f1 | grep -nx "$1" | cut -d: -f1))); }

postfix_listeners() {
  local wrap="smtpd_tls_wrappermode = yes" plain="smtpd_tls_security_level = none" delayed="smtpd_delay_reject = no"
  local address i name port
  for address in "$N4.10" "[$N6:10]"; do
    listen "$address:25" smtp "smtpd_sasl_auth_enable = no"
    listen "$address:587" submission
    listen "$address:465" smtps "$wrap"
  done
  listen "$F4.10:587" far
  for i in 13:expired 14:wronghost 15:selfsigned 16:nochain; do
    name=${i#*:}
    listen "$N4.${i%%:*}:587" "$name" "smtpd_tls_chain_files = $LAB/pki/$name.pem"
    listen "$N4.${i%%:*}:465" "$name" "smtpd_tls_chain_files = $LAB/pki/$name.pem" "$wrap"
  done
  # On every address of mail: one mechanism each; 530 before STARTTLS; mail of more
  # than 200 octets is too large.
  for address in "$N4.10" "[$N6:10]"; do
    port=5871
    for name in plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256; do
      listen "$address:$port" "only-$name" "smtpd_sasl_mechanism_filter = $name"
      port=$((port + 1))
    done
    listen "$address:5877" token "smtpd_sasl_mechanism_filter = xoauth2, oauthbearer"
    listen "$address:5880" enforce "smtpd_tls_security_level = encrypt"
    listen "$address:5882" small "message_size_limit = 200"
  done
  # no TLS: 25 without sign-in, 587 with it in the clear, 588 relays for everybody, 465 plain text where TLS is expected
  listen "$N4.17:25" notls "$plain" "smtpd_sasl_auth_enable = no"
  listen "$N4.17:587" notls "$plain" "smtpd_tls_auth_only = no"
  listen "$N4.17:588" open "$plain" "smtpd_sasl_auth_enable = no" "mynetworks = $N4.0/24" \
    "smtpd_relay_restrictions = permit_mynetworks, reject" "smtpd_sender_restrictions ="
  listen "$N4.17:465" notls "$plain"
  # Today's OpenSSL refuses TLS 1.1 unless the security level is lowered.
  local old="smtpd_tls_protocols = <=TLSv1.1" weak="tls_medium_cipherlist = ALL:@SECLEVEL=0"
  listen "$N4.18:587" oldtls "$old" "$weak"
  listen "$N4.18:465" oldtls "smtpd_tls_mandatory_protocols = <=TLSv1.1" "$old" "$weak" "$wrap"
  # a submission port as distributions set it up: nobody without signing in
  listen "$N4.21:587" closed "smtpd_client_restrictions = permit_sasl_authenticated, reject"
  # clients refused for what they are
  listen "$N4.19:587" listed "smtpd_client_restrictions = reject_rbl_client list.lab.test"
  listen "$N4.19:588" noptr "smtpd_client_restrictions = reject_unknown_reverse_client_hostname"
  listen "$N4.19:589" helo "smtpd_helo_restrictions = reject_unknown_helo_hostname"
  listen "$N4.20:587" busy "$delayed" "smtpd_client_restrictions = check_client_access static:{421 4.7.0 Too many connections from your address}"
  pop_listeners
  listen "$N4.43:587" tarpit "$delayed" 'smtpd_client_restrictions = $tarpit'
}

# pop_relay NAME FROM TO: a table that has an address from FROM to TO seconds after its POP3 login.
pop_relay() {
  printf 'dbpath = %s/pop/window.db\nquery = SELECT "OK" FROM seen WHERE ip = "%%s" AND (julianday("now") - at) * 86400 BETWEEN %s AND %s\n' \
    "$LAB" "$2" "$3" >"$LAB/postfix/$1.sqlite"
}
pop_relays() {
  pop_relay pop-at-once -1 600
  pop_relay pop-late 1.5 600
  pop_relay pop-brief -1 3
}

# POP before SMTP, without AUTH. 587: at once and for long; 588: only from 1.5 s
# after the login on; 589: for 3 s; 590: whatever anybody does, it does not relay.
pop_listeners() {
  local address i none="smtpd_sasl_auth_enable = no" free="smtpd_sender_restrictions ="
  for address in "$N4.22" "[$N6:22]"; do
    for i in 587:pop-at-once 588:pop-late 589:pop-brief; do
      listen "$address:${i%%:*}" "${i#*:}" "$none" "$free" \
        "smtpd_relay_restrictions = check_client_access sqlite:$LAB/postfix/${i#*:}.sqlite, reject_unauth_destination"
    done
    listen "$address:590" pop-never "$none" "$free" "smtpd_relay_restrictions = reject_unauth_destination"
  done
}

postfix_down() { stop "$LAB/postfix/queue/pid/master.pid"; }
