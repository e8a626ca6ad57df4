// Command pocketbase is PocketBase with JavaScript hooks, put together as its own example
// does it, for comparison. It is a module of its own so that HBF's doesn't depend on it.
package main

import (
	"log"
	"os"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/plugins/jsvm"
)

func main() {
	app := pocketbase.NewWithConfig(pocketbase.Config{DefaultDataDir: os.Getenv("DATA"), HideStartBanner: true, DBConnect: connect})
	jsvm.MustRegister(app, jsvm.Config{HooksDir: os.Getenv("HOOKS"), HooksPoolSize: 15})
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		e.Router.GET("/static/{path...}", apis.Static(os.DirFS(os.Getenv("STATIC")), false)).Bind(apis.Gzip())
		return e.Next()
	})
	if err := app.Start(); err != nil {
		log.Fatal(err)
	}
}

// connect opens a database as PocketBase does by default, except that synchronous is what
// the benchmark asks for.
func connect(path string) (*dbx.DB, error) {
	return dbx.Open("sqlite", path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)"+
		"&_pragma=synchronous("+os.Getenv("SYNCHRONOUS")+")&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)")
}
