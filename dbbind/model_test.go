package dbbind_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/dop251/goja"
)

// step is one step of a random program over a table of keys and values.
type step struct {
	Kind  string `json:"kind"` // set, delete, fail, lose, throw, transaction, iterate
	Key   int    `json:"key"`
	Value int    `json:"value"`
	Catch bool   `json:"catch"` // go on after a failure
	Steps []step `json:"steps"`
}

func randomSteps(rng *rand.Rand, depth int) []step {
	steps := make([]step, rng.IntN(5))
	for i := range steps {
		kinds := []string{"set", "set", "set", "delete", "fail", "throw", "iterate", "transaction", "transaction", "lose"}
		if depth == 0 {
			kinds = kinds[:7]
		}
		s := step{Kind: kinds[rng.IntN(len(kinds))], Key: rng.IntN(4), Value: rng.IntN(100), Catch: rng.IntN(3) > 0}
		if s.Kind == "transaction" {
			s.Steps = randomSteps(rng, depth-1)
		}
		steps[i] = s
	}
	return steps
}

// model is what the program should do.
type model struct {
	data  map[int]int
	depth int
	lost  bool // SQLite has rolled the transaction back
	saved map[int]int
}

// run reports whether the steps came to their end without throwing.
func (m *model) run(steps []step) (ok bool) {
	for _, s := range steps {
		if !m.step(s) && !s.Catch {
			return false
		}
	}
	return true
}

func (m *model) step(s step) (ok bool) {
	if m.lost && s.Kind != "throw" {
		return false
	}
	switch s.Kind {
	case "set":
		m.data[s.Key] = s.Value
	case "delete":
		delete(m.data, s.Key)
	case "fail", "throw":
		return false
	case "lose": // INSERT OR ROLLBACK that conflicts
		if m.depth > 0 {
			m.data, m.lost = m.saved, true
		}
		return false
	case "transaction":
		return m.transaction(s.Steps)
	}
	return true
}

func (m *model) transaction(steps []step) (ok bool) {
	before := maps.Clone(m.data)
	if m.depth == 0 {
		m.saved = before
	}
	m.depth++
	ok = m.run(steps) && !m.lost
	m.depth--
	if !ok && !m.lost {
		m.data = before
	}
	if m.depth == 0 {
		m.lost = false
	}
	return ok
}

const program = `
	function run(steps) {
		for (const s of steps) {
			try { one(s) } catch (e) { if (!s.catch) throw e }
		}
	}
	function one(s) {
		switch (s.kind) {
		case "set": return db.execute("INSERT INTO kv VALUES (:key, :value) ON CONFLICT DO UPDATE SET v = excluded.v", {key: s.key, value: s.value});
		case "delete": return db.prepare("DELETE FROM kv WHERE k = ?").run(s.key);
		case "fail": return db.query("INSERT INTO kv VALUES (?, 'not a number')", [s.key]);
		case "lose": return db.execute("INSERT OR ROLLBACK INTO conflict VALUES (1)");
		case "throw": throw new Error("thrown");
		case "iterate": return db.prepare("SELECT * FROM kv").iterate().next();
		case "transaction": return db.transaction(run)(s.steps);
		}
	}
	(json) => { try { run(JSON.parse(json)); return true } catch { return false } }`

func TestTransactionsFollowAModel(t *testing.T) {
	a := newApp(t, `CREATE TABLE kv(k INTEGER PRIMARY KEY, v INT CHECK (typeof(v) = 'integer')); CREATE TABLE conflict(x PRIMARY KEY); INSERT INTO conflict VALUES (1);`)
	a.run(`db.prepare("INSERT OR ROLLBACK INTO conflict VALUES (1)")`) // known before a batch: see TestBatch…
	exec, _ := goja.AssertFunction(a.run(program))
	m := &model{data: map[int]int{}}
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range 500 {
		steps := randomSteps(rng, 4)
		text, err := json.Marshal(steps)
		if err != nil {
			t.Fatal(err)
		}
		ended, err := exec(nil, a.vm.ToValue(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		if want := m.run(steps); ended.ToBoolean() != want {
			t.Fatalf("program %d ended: %v, the model: %v\n%s", i, ended, want, text)
		}
		if a.run("db.inTransaction").ToBoolean() {
			t.Fatalf("program %d left a transaction open\n%s", i, text)
		}
		a.endTask()
		got := map[int]int{}
		for _, row := range a.run(`[...db.values("SELECT k, v FROM kv")]`).Export().([]any) {
			pair := row.([]any)
			got[int(pair[0].(int64))] = int(pair[1].(int64))
		}
		if !maps.Equal(got, m.data) {
			t.Fatalf("program %d left %v, the model %v\n%s", i, got, m.data, text)
		}
	}
	if n := countRows(t, a.path, "kv"); n != len(m.data) {
		t.Errorf("another connection sees %d rows, the model has %d", n, len(m.data))
	}
}

func countRows(t *testing.T, path, table string) (n int) {
	t.Helper()
	c := outside(t, path)
	defer func() { _ = c.Close() }()
	if err := c.QueryRow(fmt.Sprintf("SELECT count(*) FROM %q", table)).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
