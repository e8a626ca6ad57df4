// verdict: contained
new Promise(r => r({ then(f) { f({ then: this.then }) } })); for (;;) await null;
