package store

import (
	"fmt"
	"strconv"
)

// migration turns the text of a file of one schema into that of the next. It
// works on the text, so that comments survive.
type migration func(old []byte) ([]byte, error)

// format is a version of the schema with the way to it.
type format struct {
	newest     int
	migrations []migration // [0] leads from schema 1 to 2
}

// current is what this program writes. Schema 1 is the first, so nothing has
// to be migrated yet.
var current = format{newest: Schema}

// migrate brings data to the newest schema; was tells whether it had to.
func (f format) migrate(data []byte, schema any) (out []byte, was bool, p *Problem) {
	n, ok := schema.(int64)
	switch {
	case schema == nil:
		return data, false, nil // rules asks for it
	case !ok:
		return nil, false, problem("wrong_type", "want", "integer", "got", typeName(schema))
	case n < 1:
		return nil, false, problem("bad_schema", "value", strconv.FormatInt(n, 10))
	case n > int64(f.newest):
		return nil, false, problem("newer_schema", "schema", strconv.FormatInt(n, 10), "newest", strconv.Itoa(f.newest))
	}
	for ; n < int64(f.newest); n++ {
		next, err := f.migrations[n-1](data)
		if err != nil {
			return nil, false, problem("migration_failed", "schema", strconv.FormatInt(n, 10), "detail", Neutral(err.Error(), 160))
		}
		data, was = next, true
	}
	return data, was, nil
}

// backupName is where a file of an older schema is kept when it is replaced.
func backupName(path string, schema int) string {
	return fmt.Sprintf("%s.schema%d", path, schema)
}
