package dbbind

import (
	"errors"
	"strings"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// request is what SQLite asks the authorizer while it compiles a statement;
// for the meaning of a1 and a2 see the actions of package sqlite3.
type request struct {
	action  sqlite3.Action
	a1, a2  string
	trigger string // the trigger or view that the action is in
}

// rule answers a request: "" allows it, anything else says what is refused,
// why, and what to use instead.
type rule func(request) string

// rules is the policy: what an app's SQL may do, by action. What is not listed
// is refused.
var rules = map[sqlite3.Action]rule{
	sqlite3.ActionSelect:    allow,
	sqlite3.ActionRecursive: allow,
	sqlite3.ActionAnalyze:   allow,
	sqlite3.ActionReindex:   allow,

	sqlite3.ActionRead:   readable,
	sqlite3.ActionInsert: writable,
	sqlite3.ActionUpdate: writable,
	sqlite3.ActionDelete: writable,

	sqlite3.ActionCreateTable:     first,
	sqlite3.ActionCreateTempTable: first,
	sqlite3.ActionCreateView:      first,
	sqlite3.ActionCreateTempView:  first,
	sqlite3.ActionDropTable:       first,
	sqlite3.ActionDropTempTable:   first,
	sqlite3.ActionDropView:        first,
	sqlite3.ActionDropTempView:    first,
	sqlite3.ActionDropVTable:      first,
	sqlite3.ActionCreateVTable:    virtual,

	sqlite3.ActionCreateIndex:       both,
	sqlite3.ActionCreateTempIndex:   both,
	sqlite3.ActionCreateTrigger:     both,
	sqlite3.ActionCreateTempTrigger: both,
	sqlite3.ActionDropIndex:         both,
	sqlite3.ActionDropTempIndex:     both,
	sqlite3.ActionDropTrigger:       both,
	sqlite3.ActionDropTempTrigger:   both,
	sqlite3.ActionAlterTable:        both,

	sqlite3.ActionFunction:    function,
	sqlite3.ActionPragma:      pragma,
	sqlite3.ActionTransaction: transaction,
	sqlite3.ActionSavepoint:   transaction,
	sqlite3.ActionAttach:      refuse("ATTACH is not allowed: an app has one database file, keep everything in its tables"),
	sqlite3.ActionDetach:      refuse("DETACH is not allowed: an app has one database file, keep everything in its tables"),
}

// protected says why a table, index, view or trigger of that name is not the
// app's to change, or "" if it is.
func protected(name string) string {
	name = strings.ToLower(name)
	if name == "sqlar" {
		return "it is the app's archive, which SQL may only read: use `caddy hbf pack`, or switch the option database_write_archive on to edit its rows"
	}
	name += "_" // a virtual table called _hbf would have shadow tables called _hbf_…
	switch {
	case strings.HasPrefix(name, "_hbf_"):
		return "names that begin with _hbf_ are reserved: choose another name"
	case strings.HasPrefix(name, "_litestream_"):
		return "names that begin with _litestream_ belong to Litestream: choose another name"
	}
	return ""
}

// unreadable are the tables that show the file's pages rather than data.
var unreadable = map[string]bool{"sqlite_dbpage": true, "dbstat": true}

// modules are the virtual tables that an app may create.
var modules = map[string]bool{"fts5": true, "fts5vocab": true, "rtree": true, "rtree_i32": true, "geopoly": true}

// functions are the SQL functions that an app may not call, with the reason.
var functions = map[string]string{
	"load_extension":  "extensions are code of the host: write it in JavaScript",
	"sqlite_log":      "the log is the host's: use console.log",
	"json_patch":      "its time grows with the square of its arguments, and nothing can stop it: use json_set and json_remove, or merge in JavaScript",
	"jsonb_patch":     "its time grows with the square of its arguments, and nothing can stop it: use jsonb_set and jsonb_remove, or merge in JavaScript",
	"geopoly_overlap": "its time grows with the square of its arguments, and nothing can stop it: compare bounding boxes in an rtree",
	"geopoly_within":  "its time grows with the square of its arguments, and nothing can stop it: compare bounding boxes in an rtree",
}

// pragmas are the PRAGMA statements that an app may run: those that read, and
// those that change nothing but the app's own data. The authorizer cannot tell
// PRAGMA x from PRAGMA x = ”, so one that sets something else is not here even
// if it also reads.
var pragmas = map[string]bool{
	"analysis_limit":     true, // of ANALYZE and PRAGMA optimize
	"application_id":     true, // a number in the file for the app's use
	"collation_list":     true,
	"compile_options":    true,
	"data_version":       true,
	"encoding":           false, // '' is refused
	"foreign_key_check":  true,
	"foreign_key_list":   true,
	"freelist_count":     true,
	"function_list":      true,
	"incremental_vacuum": true,
	"index_info":         true,
	"index_list":         true,
	"index_xinfo":        true,
	"integrity_check":    true,
	"module_list":        true,
	"optimize":           true,
	"page_count":         true,
	"page_size":          false, // '' is ignored; R-Tree reads it
	"pragma_list":        true,
	"quick_check":        true,
	"shrink_memory":      true,
	"table_info":         true,
	"table_list":         true,
	"table_xinfo":        true,
	"user_version":       true, // a number in the file for the app's use
}

// pragmaAdvice says what to do instead of a refused PRAGMA that apps are known
// to run.
var pragmaAdvice = map[string]string{
	"journal_mode":       "the journal mode is always WAL: leave it out",
	"foreign_keys":       "foreign keys are always enforced: leave it out",
	"synchronous":        "set the option `synchronous` of the hbf directive",
	"busy_timeout":       "statements wait for locks as they are: leave it out",
	"temp_store":         "temporary tables are always in memory: leave it out",
	"cache_size":         "set the option `memory_limit` of the hbf directive",
	"encoding":           "the encoding cannot be changed",
	"database_list":      "there is one database, called main",
	"defer_foreign_keys": "declare the constraint DEFERRABLE INITIALLY DEFERRED",
	"wal_checkpoint":     "checkpoints are made when they are due: leave it out",
}

func allow(request) string { return "" }

func refuse(why string) rule {
	return func(request) string { return why }
}

func readable(r request) string {
	if unreadable[strings.ToLower(r.a1)] {
		return "reading " + r.a1 + " is not allowed: it shows the file rather than its tables"
	}
	return ""
}

func writable(r request) string {
	if why := protected(r.a1); why != "" {
		return "writing to " + r.a1 + " is not allowed: " + why
	}
	if unreadable[strings.ToLower(r.a1)] {
		return "writing to " + r.a1 + " is not allowed: it is the file rather than its tables"
	}
	return ""
}

// first is the rule of DDL whose first argument names a thing, both of that
// whose two arguments do.
func first(r request) string { return definable(r.a1) }

func both(r request) string {
	if why := definable(r.a1); why != "" {
		return why
	}
	return definable(r.a2)
}

func definable(name string) string {
	if why := protected(name); why != "" {
		return "defining, changing or dropping " + name + ", or something on it, is not allowed: " + why
	}
	return ""
}

func virtual(r request) string {
	if !modules[strings.ToLower(r.a2)] {
		return "virtual tables of the module " + r.a2 + " are not allowed: fts5, fts5vocab, rtree, rtree_i32 and geopoly are"
	}
	return definable(r.a1)
}

func function(r request) string {
	if why, ok := functions[strings.ToLower(r.a2)]; ok {
		return "the function " + r.a2 + " is not allowed: " + why
	}
	return ""
}

func pragma(r request) string {
	name := strings.ToLower(r.a1)
	if argument, ok := pragmas[name]; ok && (argument || r.a2 == "") {
		return ""
	}
	why := pragmaAdvice[name]
	if why == "" {
		why = "it is not among those that only read or only touch the app's own data"
	}
	return "PRAGMA " + name + " is not allowed: " + why
}

func transaction(r request) string {
	// SQLite calls both "BEGIN", "ROLLBACK", …; for savepoints a2 is the name.
	word := r.a1
	if r.action == sqlite3.ActionSavepoint && word == "BEGIN" {
		word = "SAVEPOINT"
	}
	return word + " is not allowed in SQL text: use db.transaction(fn), nested calls are savepoints"
}

// policy applies the rules to one connection.
type policy struct {
	writeArchive bool   // see Options
	trusted      int    // above 0 while Go itself runs a statement
	vacuuming    bool   // a VACUUM of the app runs: SQLite works on a temporary database
	compiling    bool   // a statement is being compiled
	altering     bool   // the statement being compiled alters a table
	refusal      string // the first refusal since begin
	edits        bool   // the statement being compiled changes rows of the archive
	memory       memory
}

// trust lets everything pass until the returned function is called.
func (p *policy) trust() (done func()) {
	p.memory.begin()
	p.trusted++
	return func() { p.trusted-- }
}

// begin forgets what was refused before.
func (p *policy) begin() {
	p.refusal, p.altering, p.edits = "", false, false
	p.memory.begin()
}

// authorize is the connection's authorizer.
func (p *policy) authorize(action sqlite3.Action, a1, a2, _, trigger string) sqlite3.AuthResult {
	if p.trusted > 0 || p.allowedInVacuum(action, a1) || p.editsArchive(action, a1) {
		return sqlite3.AuthOK
	}
	why := "this kind of statement is not allowed"
	if r, ok := rules[action]; ok {
		why = r(request{action, a1, a2, trigger})
	}
	if p.vacuuming && action == sqlite3.ActionAttach {
		why = "VACUUM INTO is not allowed: use `caddy hbf backup`"
	}
	if why == "" {
		p.altering = p.altering || action == sqlite3.ActionAlterTable
		return sqlite3.AuthOK
	}
	if p.refusal == "" {
		p.refusal = why
	}
	return sqlite3.AuthDeny
}

// allowedInVacuum reports whether an action is a part of VACUUM's own work. The
// database that it attaches has no name; that of VACUUM INTO has one.
func (p *policy) allowedInVacuum(action sqlite3.Action, a1 string) bool {
	return p.vacuuming && (action != sqlite3.ActionAttach || a1 == "")
}

// editsArchive reports whether an action changes rows of the archive and may.
func (p *policy) editsArchive(action sqlite3.Action, table string) bool {
	switch action {
	case sqlite3.ActionInsert, sqlite3.ActionUpdate, sqlite3.ActionDelete:
		if p.writeArchive && strings.EqualFold(table, "sqlar") {
			p.edits = true
			return true
		}
	}
	return false
}

// review looks at what the authorizer is not told about the statement that has
// just been compiled: the new name in ALTER TABLE … RENAME.
func (p *policy) review(sql string) error {
	if !p.altering {
		return nil
	}
	for t := range tokens(sql) {
		if t.name && protected(t.text) != "" {
			return refused(definable(t.text))
		}
	}
	return nil
}

// explain turns a failure that a refusal caused into one that says so.
func (p *policy) explain(err error) error {
	var e *sqlite3.Error
	if errors.As(err, &e) && p.memory.exhausted(e) {
		return errMemory()
	}
	if p.refusal == "" || !errors.As(err, &e) || e.Primary() != sqlite3.CodeAuth && e.Primary() != sqlite3.CodeError {
		return err
	}
	explained := refused(p.refusal)
	explained.Offset = e.Offset
	return explained
}

func refused(why string) *sqlite3.Error {
	return sqlite3.NewError(sqlite3.CodeAuth, why)
}
