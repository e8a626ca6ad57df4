// Array.fromAsync and FinalizationRegistry.
(function (isConstructor, adopt) {
	const { TypeError, Object, Symbol, WeakMap, Math, Number } = globalThis;
	const { defineProperty } = Object;
	const { asyncIterator, iterator: iteratorSymbol, toStringTag, keyFor } = Symbol;
	const { get, set, delete: remove } = WeakMap.prototype;
	const call = Function.prototype.call.bind(Function.prototype.call);
	const { trunc, min } = Math;

	const isObject = (x) => (typeof x === 'object' && x !== null) || typeof x === 'function';
	const define = (o, key, value) => defineProperty(o, key, { value, writable: true, enumerable: true, configurable: true });
	const hidden = (o, key, value) => defineProperty(o, key, { value, writable: true, enumerable: false, configurable: true });
	const length = (o) => {
		const n = trunc(+o.length);
		return n > 0 ? min(n, Number.MAX_SAFE_INTEGER) : 0; // also NaN
	};

	// https://tc39.es/ecma262/#sec-array.fromasync
	const { fromAsync } = {
		async fromAsync(items, mapper = undefined, thisArg = undefined) {
			if (mapper !== undefined && typeof mapper !== 'function') throw new TypeError('Array.fromAsync: the mapper is not a function');
			const make = isConstructor(this) ? this : undefined;
			let method = items[asyncIterator];
			const sync = method === undefined || method === null;
			if (sync) method = items[iteratorSymbol];
			if (method === undefined || method === null) {
				const source = Object(items);
				const n = length(source);
				const list = make ? new make(n) : [];
				for (let k = 0; k < n; k++) {
					let value = await adopt(source[k]);
					if (mapper) value = await adopt(call(mapper, thisArg, value, k));
					define(list, k, value);
				}
				list.length = n;
				return list;
			}
			const list = make ? new make() : [];
			const it = call(method, items);
			if (!isObject(it)) throw new TypeError('Array.fromAsync: the iterator is not an object');
			const { next } = it;
			for (let k = 0; ; k++) {
				let r = call(next, it);
				if (!sync) r = await adopt(r);
				if (!isObject(r)) throw new TypeError('Array.fromAsync: an iterator gave a result that is not an object');
				if (r.done) {
					list.length = k;
					return list;
				}
				let value = r.value;
				try {
					if (sync) value = await adopt(value);
					if (mapper) value = await adopt(call(mapper, thisArg, value, k));
					define(list, k, value);
				} catch (e) {
					try {
						const f = it.return;
						if (f !== undefined && f !== null) await adopt(call(f, it));
					} catch { }
					throw e;
				}
			}
		},
	};
	hidden(Array, 'fromAsync', fromAsync);

	const weak = (x) => isObject(x) || (typeof x === 'symbol' && keyFor(x) === undefined);

	// https://tc39.es/ecma262/#sec-finalization-registry-objects. Callbacks are never called, which the standard allows;
	// nothing is held but, weakly, the tokens.
	class FinalizationRegistry {
		#tokens = new WeakMap();
		constructor(cleanup) {
			if (typeof cleanup !== 'function') throw new TypeError('FinalizationRegistry: cleanup must be a function');
		}
		register(target, held, token = undefined) {
			if (!weak(target)) throw new TypeError('FinalizationRegistry: the target must be an object or a symbol that is not registered');
			if (target === held) throw new TypeError('FinalizationRegistry: the target and the held value must not be the same');
			if (isObject(token)) call(set, this.#tokens, token, true);
			else if (token !== undefined && !weak(token)) throw new TypeError('FinalizationRegistry: the token must be an object or a symbol');
		}
		unregister(token) {
			if (!weak(token)) throw new TypeError('FinalizationRegistry: the token must be an object or a symbol');
			return isObject(token) && call(remove, this.#tokens, token);
		}
	}
	defineProperty(FinalizationRegistry.prototype, toStringTag, { value: 'FinalizationRegistry', configurable: true });
	hidden(globalThis, 'FinalizationRegistry', FinalizationRegistry);
})
