// Package sandbox runs servers on free ports of loopback: SMTP, a DNS
// answerer, a throw-away CA and, when asked for, an OAuth provider with mail
// APIs; and makes them fail by name. demo, the sandbox command and all tests
// use it.
package sandbox
