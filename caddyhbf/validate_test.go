package caddyhbf

import (
	"strings"
	"testing"
	"time"

	"github.com/caddyserver/caddy/v2"
)

func TestValidOptions(t *testing.T) {
	watch, noDir := "src", ""
	for name, h := range map[string]Handler{
		"only a database":  {Database: "app.db"},
		"memory, created":  {Database: ":memory:", Create: "empty"},
		"memory, watched":  {Database: ":memory:", Watch: &watch},
		"placeholders":     {Database: "{env.DB}", Name: "{env.A}/{env.B}", Entry: "/{env.E}"},
		"watch by default": {Database: "app.db", Watch: &noDir},
		"least bounds":     {Database: "a", Timeout: caddy.Duration(time.Millisecond), MemoryLimit: 1 << 20, MaxBodySize: 1, QueueSize: 1, QueueTimeout: caddy.Duration(time.Millisecond)},
		"words":            {Database: "a", Create: "starter", Synchronous: "normal", Isolation: "in_process", Health: "off"},
		"static":           {Database: "a", Static: []StaticRoute{{"/", "public"}, {"/ä b/", "ä b"}, {Prefix: "/x/y/"}}},
	} {
		t.Run(name, func(t *testing.T) {
			if err := h.validateOptions(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestInvalidOptions(t *testing.T) {
	noDir := ""
	for name, test := range map[string]struct {
		h    Handler
		want []string
	}{
		"no database":                {Handler{}, []string{"database: "}},
		"NUL in database":            {Handler{Database: "a\x00.db"}, []string{"database: ", "NUL"}},
		"memory with a number":       {Handler{Database: ":memory:1", Create: "empty"}, []string{"database: ", ":memory:1"}},
		"memory stays empty":         {Handler{Database: ":memory:"}, []string{"database: ", "create", "watch"}},
		"memory watched nowhere":     {Handler{Database: ":memory:", Watch: &noDir}, []string{"watch: ", "directory"}},
		"create":                     {Handler{Database: "a", Create: "yes"}, []string{"create: ", "starter, empty"}},
		"name with line feed":        {Handler{Database: "a", Name: "a\nb"}, []string{"name: "}},
		"long name":                  {Handler{Database: "a", Name: strings.Repeat("n", 101)}, []string{"name: ", "100"}},
		"entry":                      {Handler{Database: "a", Entry: "/server.js"}, []string{"entry: "}},
		"static without prefix":      {Handler{Database: "a", Static: []StaticRoute{{Dir: "static"}}}, []string{"static: "}},
		"static prefix with a brace": {Handler{Database: "a", Static: []StaticRoute{{Prefix: "/{env.P}/"}}}, []string{"static: "}},
		"static prefix doubled":      {Handler{Database: "a", Static: []StaticRoute{{Prefix: "/a//b/"}}}, []string{"static: ", "/a/b/"}},
		"static prefix of slashes":   {Handler{Database: "a", Static: []StaticRoute{{Prefix: "//", Dir: "x"}}}, []string{"static: ", `"/"`}},
		"static directory":           {Handler{Database: "a", Static: []StaticRoute{{"/s/", "/etc"}}}, []string{"static: ", "/etc"}},
		"env name":                   {Handler{Database: "a", Env: map[string]string{"A B": "hidden"}}, []string{"env: ", "A B"}},
		"synchronous":                {Handler{Database: "a", Synchronous: "extra"}, []string{"synchronous: ", "full, normal"}},
		"timeout":                    {Handler{Database: "a", Timeout: -1}, []string{"timeout: "}},
		"timeout without a unit":     {Handler{Database: "a", Timeout: 5}, []string{"timeout: ", "5ns"}},
		"memory_limit":               {Handler{Database: "a", MemoryLimit: 64}, []string{"memory_limit: ", "64"}},
		"max_body_size":              {Handler{Database: "a", MaxBodySize: -1}, []string{"max_body_size: "}},
		"queue_size":                 {Handler{Database: "a", QueueSize: -1}, []string{"queue_size: "}},
		"queue_timeout":              {Handler{Database: "a", QueueTimeout: -1}, []string{"queue_timeout: "}},
		"allow_net":                  {Handler{Database: "a", AllowNet: []string{"*.192.0.2.1"}}, []string{"allow_net: ", "no names below an address"}},
		"allow_net syntax":           {Handler{Database: "a", AllowNet: []string{":443"}}, []string{"allow_net: ", "no host"}},
		"health":                     {Handler{Database: "a", Health: "up"}, []string{"health: "}},
		"isolation word":             {Handler{Database: "a", Isolation: "vm"}, []string{"isolation: ", "in_process, process"}},
	} {
		t.Run(name, func(t *testing.T) {
			err := test.h.validateOptions()
			wantError(t, err, test.want...)
			if strings.Contains(err.Error(), "hidden") {
				t.Errorf("the error shows a value of env: %v", err)
			}
		})
	}
}
