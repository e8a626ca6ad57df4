package caddyhbf_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// bank moves money between accounts in several transactions with waits in between. Each transaction notes in a log what
// it has read and written, so that a model can be held to it.
const bank = `
	import express from 'express';
	import db from 'hbf:db';
	db.exec('CREATE TABLE IF NOT EXISTS account (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL);' +
		'CREATE TABLE IF NOT EXISTS log (n INTEGER PRIMARY KEY, request TEXT, a INTEGER, b INTEGER, read_a INTEGER, read_b INTEGER, amount INTEGER)');
	for (let id = 0; id < 10; id++) db.execute('INSERT OR IGNORE INTO account VALUES (?, 100)', [id]);
	const sleep = (ms) => new Promise((go) => setTimeout(go, ms));
	const balance = (id) => db.get('SELECT balance FROM account WHERE id = ?', [id]).balance;
	const move = db.transaction((request, a, b, amount, fail) => {
		const before = [balance(a), balance(b)];
		db.execute('UPDATE account SET balance = ? WHERE id = ?', [before[0] - amount, a]);
		db.execute('UPDATE account SET balance = ? WHERE id = ?', [before[1] + amount, b]);
		if (fail) throw new Error('failed');
		db.execute('INSERT INTO log (request, a, b, read_a, read_b, amount) VALUES (?, ?, ?, ?, ?, ?)', [request, a, b, ...before, amount]);
	});
	const shared = sleep(20);
	const app = express();
	app.get('/move/:request', async (req, res) => {
		const { a, b, amount, fail } = req.query;
		for (let step = 0; step < 3; step++) {
			await (step === 1 ? shared : sleep(Math.random() * 5));
			if (db.inTransaction) throw new Error("another request's transaction is open");
			try { move(req.params.request, +a, +b, +amount, fail === '1' && step === 2) } catch (e) { if (e.message !== 'failed') throw e }
		}
		res.send('moved');
	});
	app.get('/thenable', (req, res) => {
		let error;
		try { db.transaction(async () => { db.execute('UPDATE account SET balance = 0'); await sleep(1) })() } catch (e) { error = e }
		res.send(error.name + ' ' + db.inTransaction);
	});
	app.get('/state', (req, res) => res.json({ accounts: db.values('SELECT id, balance FROM account ORDER BY id'), log: db.query('SELECT * FROM log ORDER BY n') }));
	app.listen();
`

// Whatever requests do between their transactions, each transaction runs as if it were alone: all of them together read
// and write what they would one after another, in the order of the log.
func TestTransactionsOfInterleavedRequestsAreSerial(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", bank)
	s.run("hbf * $DIR/app.db")
	const requests = 200
	failing := 0
	targets := make([]string, requests)
	for n := range targets {
		a := rand.IntN(10)
		fail := rand.IntN(4) / 3
		failing += fail
		targets[n] = fmt.Sprintf("/move/r%d?a=%d&b=%d&amount=%d&fail=%d", n, a, (a+1+rand.IntN(9))%10, 1+rand.IntN(50), fail)
	}
	parallel(requests, func(n int) {
		s.expect(targets[n], "200 moved")
		if n%20 == 0 {
			s.expect("/thenable", "200 TypeError false")
		}
	})

	var state struct {
		Accounts [][2]int64
		Log      []struct {
			A, B, Amount int64
			ReadA        int64 `json:"read_a"`
			ReadB        int64 `json:"read_b"`
		}
	}
	if err := json.Unmarshal([]byte(s.ask("GET", "/state", "").body), &state); err != nil {
		t.Fatal(err)
	}
	if want := 3*requests - failing; len(state.Log) != want {
		t.Errorf("%d transactions are in the log, want %d", len(state.Log), want)
	}
	model := make(map[int64]int64)
	for id := range int64(10) {
		model[id] = 100
	}
	for n, l := range state.Log {
		if model[l.A] != l.ReadA || model[l.B] != l.ReadB {
			t.Fatalf("transaction %d has read %d and %d, want %d and %d", n, l.ReadA, l.ReadB, model[l.A], model[l.B])
		}
		model[l.A] -= l.Amount
		model[l.B] += l.Amount
	}
	for _, account := range state.Accounts {
		if model[account[0]] != account[1] {
			t.Errorf("account %d has %d, want %d", account[0], account[1], model[account[0]])
		}
	}
	if log := s.logText(); strings.Contains(log, "another request's transaction") {
		t.Error("a request ran inside another's transaction")
	}
}
