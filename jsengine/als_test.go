package jsengine_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
)

// wander has each request go through random asynchronous work of all kinds, some of it shared with other requests, and
// ask for its own id after each step.
const wander = `
	import { AsyncLocalStorage } from 'node:async_hooks';
	import { publish, subscribe } from 'hbf:events';
	import { randomInt } from 'hbf:crypto';
	const als = new AsyncLocalStorage(), other = new AsyncLocalStorage();
	const sleep = (ms) => new Promise((go) => setTimeout(go, ms));
	class Query { then(resolve, reject) { return sleep(1).then(() => als.getStore()).then(resolve, reject) } }
	let shared = sleep(1);
	const bus = new EventTarget();
	const steps = [
		() => sleep(randomInt(0, 3)),
		() => shared,
		() => { shared = sleep(1); return shared },
		() => null,
		() => new Query(),
		() => Promise.all([new Query(), shared, sleep(1)]),
		() => new Promise((go) => queueMicrotask(go)),
		() => new Promise((go) => setImmediate(go)),
		() => new Promise((go) => { const end = subscribe('tick', () => { end(); go() }); publish('tick') }),
		() => new Promise((go) => { bus.addEventListener('x', go, { once: true }); bus.dispatchEvent(new Event('x')) }),
		() => other.run('inner', () => sleep(1)),
		() => new Response('text').text(),
		() => crypto.subtle.digest('SHA-256', new Uint8Array(20_000)),
		async () => { for await (const chunk of new Blob(['chunk']).stream()) await shared },
		async () => { try { await Promise.reject(new Error('no')) } catch { await shared } },
	];
	export default {
		async fetch(request) {
			const id = new URL(request.url).pathname;
			return als.run(id, async () => {
				for (let n = 0; n < 20; n++) {
					const kind = randomInt(0, steps.length);
					await steps[kind]();
					if (als.getStore() !== id) return new Response('after step ' + kind + ' ' + id + ' has ' + als.getStore());
					if (other.getStore() !== undefined) return new Response('a value of another storage leaked at step ' + kind);
				}
				return new Response('ok');
			});
		},
	};
`

// The values of AsyncLocalStorage follow each request through whatever it does and never reach another one.
func TestAsyncLocalStorageNeverLeaks(t *testing.T) {
	a := start(t, nil, "server.js", wander)
	var wg sync.WaitGroup
	for n := range 300 {
		wg.Go(func() { a.expect(t, fmt.Sprintf("/r%d-%d", n, rand.IntN(1000)), "200 ok") })
	}
	wg.Wait()
}
