package store

import (
	"fmt"
	"sort"
	"strings"
)

// Problem is something wrong with one key of a profile or answer. Code names a
// text "problem.CODE" of the locale files; Args are that text's values.
//
// The codes with their Args, by what they are about ("?" may be empty):
//
//	keys of a file
//	  unknown_key
//	  unknown_key_near       nearest
//	  duplicate_key
//	  missing_key            a required key or answer
//	  wrong_type             want got: TOML's names of types
//	  inline_secret          a secret's value where its place belongs
//	  written_by_program     Set of a key of [proof]
//	  syntax                 column? detail?: the TOML decoder's words
//	  bad_schema             value
//	  newer_schema           schema newest
//	  migration_failed       schema detail
//	  edit_by_hand           lines: what to type, remove?: keys to delete
//
//	values
//	  not_one_of             value allowed
//	  not_a_number           value
//	  not_a_duration         value
//	  not_a_date             value
//	  out_of_range           value min max
//	  not_a_url              value
//	  url_not_https          value
//	  url_has_password
//	  not_an_env_name        value
//	  not_a_credential_name  value
//	  not_a_recipient
//	  open_quote             quote
//	  line_break
//	  control_character      char: "U+0000"
//	  not_utf8
//	  too_long               max length: octets
//	  name_character         char
//	  name_reserved          name
//
//	hosts; "host" is what was meant, where that can be told
//	  host_is_url            host port?
//	  host_has_port          host port?
//	  host_has_space         host
//	  host_is_address        host
//	  host_not_a_name        host part?
//	  host_bad_ip            host
//
//	mail addresses; "address" is what was meant, or what was typed
//	  address_no_at          address
//	  address_fullwidth      address
//	  address_has_name       address
//	  address_local_empty
//	  address_local_char     char
//	  address_local_script   char
//	  address_local_long     max length
//	  address_dots           local
//	  address_quote          local
//	  address_domain_empty
//	  address_not_a_name     address part?
//	  address_bad_ip         address
//	  address_bare_ip        address
//
//	files
//	  no_such_profile        name folders
//	  not_a_profile          file
//	  not_readable           user file command
//	  not_writable           user file
//	  cannot_read            file detail
//	  cannot_write           file detail
//	  file_too_large         file
//	  not_a_file             file
//	  read_back_differs      file
//	  no_home                variable
//	  no_such_group          group
//	  group_denied           user group
//	  folder_other_group     folder group wanted
//	  draft_broken           file
//	  token_broken           file
//	  token_newer            file
//
//	two writers
//	  locked                 file
//	  exists_already         file
//	  not_ours               file
//	  removed_meanwhile      file
//	  changed_meanwhile      mine theirs
//
//	secrets
//	  secret_not_set
//	  secret_no_place
//	  secret_no_file         file
//	  secret_empty           from
//	  secret_env_unset       name
//	  secret_too_long        max
//	  secret_shared          file mode command
//	  secret_place_unsupported  place
//	  secret_command_failed  command status stderr?
//	  secret_command_missing command
//	  secret_command_slow    command limit
//	  secret_differs         place: what was read back is something else
//	  secret_env_not_written name key
//	  secret_command_not_written key
//	  secret_not_written     place
//	  secret_same_place      key
//	  secret_place_taken     place
//	  secret_keyring_root
//	  secret_keyring_session
//	  secret_keyring_locked
//	  secret_keyring_slow    limit
//	  secret_keyring_missing service account
//	  secret_keyring_big
//	  secret_keyring_failed  detail?
//	  secret_credential_missing name folder
//	  secret_credential_outside name
//	  secret_credential_root name
//	  secret_creds_missing
//	  secret_no_identity     file
//	  secret_wrong_identity  file identity
//	  secret_age_broken      file
//	  secret_age_refused     detail
//	  identity_shared        file mode command
//	  identity_locked        file
//	  identity_unusable      file
type Problem struct {
	Key  string // "smtp.port"; empty when the whole file is meant
	Line int    // 1-based line in the file; 0 when there is none
	Code string // one of the above
	Args map[string]string
	File string
}

// Error is the English fall-back for logs and wrapped errors; faces print
// "problem."+Code in the user's language instead.
func (p *Problem) Error() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(p.File)
		if p.Line > 0 {
			fmt.Fprintf(&b, ":%d", p.Line)
		}
		b.WriteString(": ")
	}
	if p.Key != "" {
		b.WriteString(p.Key + ": ")
	}
	b.WriteString(strings.ReplaceAll(p.Code, "_", " "))
	keys := make([]string, 0, len(p.Args))
	for k := range p.Args {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		fmt.Fprintf(&b, " %s=%q", k, p.Args[k])
	}
	return b.String()
}
