# Arrival, through Postfix into Dovecot's mailboxes; sourced by prove. Lines
# are as in cases.sh.

# arrival NAME VERDICT CAUSE PROTO LOGIN KEY=VALUE...: a trial mail to LOGIN, from LOGIN.
arrival() {
  local name=$1 verdict=$2 cause=$3 keys
  box "$4" tls standard "$5"
  expect "$name" "$verdict" "$cause" "${keys[@]:1}" login="$5" arrive=true within=15s "${@:6}"
}
# box is in mailboxes.sh; its first key ends the run before a mail is sent.

# mails BOX: how many lie there, read or not.
mails() { find "$LAB/mail/lab.test/$1" -path '*/new/*' -o -path '*/cur/*' | wc -l; }
# arrived NAME JQ: what the last report of NAME says of the arrival.
arrived() { in_report "$1" '.stages[] | select(.id == "arrive").detail.arrived | '"$2"; }

arrival arrive-imap           pass - imap alice@lab.test
arrival arrive-pop3           pass - pop3 alice@lab.test
arrival arrive-own-user       pass - imap bob@lab.test receive.username=carol receive.password=carol.secret send=carol@lab.test
arrival arrive-from-outside   warn arrive.auth-failed@arrive imap alice@lab.test send=sales@lab.test
arrival arrive-pop3-checks    warn arrive.auth-failed@arrive pop3 alice@lab.test send=sales@lab.test
arrival arrive-junk           warn arrive.junk@arrive imap junk@lab.test
arrival arrive-junk-pop3      fail arrive.not-arrived@arrive pop3 junk@lab.test within=2s
arrival arrive-lost           fail arrive.not-arrived@arrive imap lost@lab.test within=2s
arrival arrive-lost-pop3      fail arrive.not-arrived@arrive pop3 lost@lab.test within=2s
arrival arrive-wrong-password fail auth.bad-credentials@imap.auth imap alice@lab.test receive.password=wrong.secret

if [ "$only" = "  " ]; then
  holds arrive-told     "delay and folder are in the report" arrived arrive-imap '.folder == "INBOX" and .delay_ms >= 0 and .delay_ms < 15000'
  holds arrive-checks   "and what the receiving server says of the sender" arrived arrive-imap '[.checks[] | .method + "=" + .result] == ["spf=pass", "dmarc=pass"]'
  holds arrive-one      "POP3 has one folder, so none is named" arrived arrive-pop3 '.folder == "" and .delay_ms < 15000'
  holds arrive-folder   "mail in the folder of junk is found there" arrived arrive-junk '.folder == "Junk" and .junk'

  # counted PROTO ADDED OPTION...: so many mails more lie in the mailbox afterwards, and those that lay there still do.
  counted() {
    local proto=$1 added=$2 before after keys
    shift 2
    find "$LAB/mail/lab.test/alice" -path '*/new/*' -o -path '*/cur/*' | sed 's|.*/||; s|:2,.*||' | sort >"$dir/before"
    box "$proto" tls standard alice@lab.test
    (umask 077 && profile counted "${keys[@]:1}" >"$config/counted.toml")
    todoku check counted --json --arrive --within 15s "$@" >"$dir/out/counted.json" </dev/null
    find "$LAB/mail/lab.test/alice" -path '*/new/*' -o -path '*/cur/*' | sed 's|.*/||; s|:2,.*||' | sort >"$dir/after"
    [ -z "$(comm -23 "$dir/before" "$dir/after")" ] && [ "$(comm -13 "$dir/before" "$dir/after" | wc -l)" = "$added" ] ||
      { comm -3 "$dir/before" "$dir/after"; return 1; }
  }
  removed() { counted "$1" "$2" --remove && arrived counted ".removed == $3"; }
  # Another program has marked a mail as deleted: it is none of todoku's.
  marked() {
    local file
    file=$(find "$LAB/mail/lab.test/alice/cur" -type f | head -1)
    [ -n "$file" ] && mv "$file" "${file%%:2,*}:2,ST" && removed imap 0 true
  }
  holds arrive-kept     "IMAP: the trial mail is left, and so is all else" counted imap 1
  holds arrive-kept-pop "POP3: likewise" counted pop3 1
  holds arrive-remove   "--remove: the trial mail alone is taken away" removed imap 0 true
  holds arrive-marked   "and not what another program has marked" marked
  holds arrive-pop-left "over POP3 nothing is, and that is said" removed pop3 1 null
  unread() { [ -n "$(find "$LAB/mail/lab.test/alice" -type f -name '*:2,' -o -type f -path '*/new/*' | head -1)" ] && ! find "$LAB/mail/lab.test/alice" -type f -name '*:2,*S*' ! -name '*:2,ST' | grep .; }
  holds arrive-unread   "no mail counts as read because of it" unread
fi
