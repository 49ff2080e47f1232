# What todoku must say about each server of the lab; sourced by prove. Those that
# an administrator has broken are in broken.sh.
#
#   expect NAME VERDICT CAUSE@STAGE KEY=VALUE...
#
# VERDICT (pass, warn, fail, unknown) settles the exit status too. CAUSE@STAGE is
# the first finding, "-" for none. Keys are those of the profile; besides them:
# login=L (user name L and the place of its password), until=, rcpt= and send=
# (options of check). What is not named is a good profile of alice's.

# --- it works
expect starttls             pass -
expect tls                  pass - smtp.port=465 smtp.security=tls
expect ipv4-only            pass - smtp.host=mail4.lab.test
expect ipv6-only            pass - smtp.host=mail6.lab.test
expect own-ca               pass - smtp.ca_file="$LAB/pki/ca.pem"
expect alias-sender         pass - sender.address=sales@lab.test
expect relay-outside        pass - rcpt=someone@outside.test
expect open-relay           pass - smtp.host=notls.lab.test smtp.port=588 smtp.security=none smtp.auth.method=none
expect clear-with-consent   warn -any smtp.host=notls.lab.test smtp.security=none smtp.allow_plaintext=true

# --- each mechanism, alone on its port, with plain and with awkward passwords
port=5871
for method in plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256; do
  expect "$method"          pass - smtp.port=$port smtp.auth.method=$method
  expect "$method-quotes"   pass - smtp.port=$port smtp.auth.method=$method login=quote@lab.test
  expect "$method-utf8"     pass - smtp.port=$port smtp.auth.method=$method login=utf8@lab.test
  expect "$method-wrong"    fail auth.bad-credentials@auth smtp.port=$port smtp.auth.method=$method smtp.auth.password=wrong.secret
  port=$((port + 1))
done
expect spaces               pass - login=bob@lab.test
expect login-without-domain pass - login=carol sender.address=carol@lab.test

# --- names
expect nxdomain             fail dns.nxdomain@resolve smtp.host=nosuch.lab.test
expect no-data              fail dns.no-address@resolve smtp.host=nodata.lab.test
expect servfail             unknown dns.resolver-failed@resolve smtp.host=mail.servfail.test
expect resolver-silent      unknown dns.resolver-failed@resolve smtp.host=mail.silent.test smtp.timeout=3s

# --- connections
expect refused              fail net.refused@connect smtp.host=refused.lab.test
expect dropped              fail net.timeout@connect smtp.host=drop.lab.test smtp.timeout=2s
expect ipv6-hole            warn net.ipv6-broken@connect smtp.host=v6hole.lab.test smtp.timeout=2s

# --- TLS
expect expired-tls          fail tls.expired@tls smtp.host=expired.lab.test smtp.port=465 smtp.security=tls
expect unverified           warn -any smtp.host=expired.lab.test smtp.verify_certificate=false
expect unverified-good      warn tls.unverified@tls smtp.verify_certificate=false
expect old-tls-465          fail tls.version@tls smtp.host=oldtls.lab.test smtp.port=465 smtp.security=tls
expect tls-on-starttls      fail tls.needs-starttls@tls smtp.security=tls
expect starttls-on-tls      fail tls.needs-implicit@greeting smtp.port=465 smtp.timeout=3s

# --- signing in
expect wrong-password       fail auth.bad-credentials@auth smtp.auth.password=wrong.secret
expect wrong-user           fail auth.bad-credentials@auth smtp.auth.username=nobody@lab.test
expect no-auth-offered      fail auth.not-offered@auth smtp.port=25
expect clear-no-consent     fail -any smtp.host=notls.lab.test smtp.security=none
expect no-token             fail oauth.sign-in-needed@auth smtp.auth.method=xoauth2 oauth.issuer=https://oidc.lab.test oauth.client_id=wizard oauth.flow=device smtp.port=5877

# --- envelope
expect sender-needs-login   fail -any smtp.auth.method=none
expect recipient-unknown    fail env.recipient-unknown@rcpt rcpt=nosuch@lab.test
expect helo                 fail session.helo-rejected@rcpt smtp.host=strict.lab.test smtp.port=589 smtp.helo=nosuch.lab.test
