// Package sandbox is a set of mail servers on loopback with a throw-away CA,
// accounts, a mailbox that can be read back and every fault by name. The demo,
// the sandbox command and the tests run against it.
package sandbox
