// Iterator and its helpers (https://tc39.es/ecma262/#sec-iterator-objects).
(function () {
	const { TypeError, RangeError, Math, Object, Symbol } = globalThis;
	const { defineProperty, create, getPrototypeOf, setPrototypeOf } = Object;
	const { trunc } = Math;
	const call = Function.prototype.call.bind(Function.prototype.call);
	const isPrototypeOf = Object.prototype.isPrototypeOf;
	const { iterator: iteratorSymbol, toStringTag } = Symbol;
	const prototype = getPrototypeOf(getPrototypeOf([][iteratorSymbol]()));

	const isObject = (x) => (typeof x === 'object' && x !== null) || typeof x === 'function';
	const hidden = (o, key, value) => defineProperty(o, key, { value, writable: true, enumerable: false, configurable: true });
	const methods = (o, from) => {
		for (const key in from) hidden(o, key, from[key]);
	};
	const result = (value, done) => ({ value, done });

	// A record of an iterator is { it, next } as the standard's Iterator Record.
	const direct = (it) => ({ it, next: it.next });
	const END = {};
	// stepValue gives the next value or END.
	const stepValue = (record) => {
		const r = call(record.next, record.it);
		if (!isObject(r)) throw new TypeError('an iterator gave a result that is not an object');
		return r.done ? END : r.value;
	};
	// close closes an iterator after a normal completion.
	const close = (it) => {
		const f = it.return;
		if (f === undefined || f === null) return;
		if (!isObject(call(f, it))) throw new TypeError('an iterator\'s return gave what is not an object');
	};
	// fail closes an iterator because of an error, which it throws.
	const fail = (it, error) => {
		try {
			const f = it.return;
			if (f !== undefined && f !== null) call(f, it);
		} catch { }
		throw error;
	};
	const object = (x) => {
		if (!isObject(x)) throw new TypeError('Iterator.prototype\'s method called on what is not an object');
		return x;
	};
	const callable = (it, f) => {
		if (typeof f !== 'function') fail(it, new TypeError('the callback is not a function'));
		return f;
	};
	const flattenable = (x, strings) => {
		if (!isObject(x) && !(strings && typeof x === 'string')) throw new TypeError('the value is not an object');
		const f = x[iteratorSymbol];
		const it = f === undefined || f === null ? x : call(f, x);
		if (!isObject(it)) throw new TypeError('Symbol.iterator gave what is not an object');
		return direct(it);
	};

	function Iterator() {
		if (new.target === undefined) throw new TypeError('Constructor Iterator requires \'new\'');
		if (new.target === Iterator) throw new TypeError('Iterator is an abstract class and can only be extended');
	}
	defineProperty(Iterator, 'prototype', { value: prototype, writable: false });
	hidden(globalThis, 'Iterator', Iterator);

	// Objects get private fields without being of the class: a constructor may return them.
	const Given = function (o) { return o };
	setPrototypeOf(Given, null);
	const READY = 0, STARTED = 1, RUNNING = 2, DONE = 3;
	class Helper extends Given {
		#state = READY;
		#it;
		#step;
		#closeInner;
		constructor(it, step, closeInner) {
			super(create(helperPrototype));
			this.#it = it;
			this.#step = step;
			this.#closeInner = closeInner;
		}
		static next(o) {
			if (!isObject(o) || !(#state in o)) throw new TypeError('next called on what is not an Iterator Helper');
			if (o.#state === RUNNING) throw new TypeError('the Iterator Helper is running already');
			if (o.#state === DONE) return result(undefined, true);
			o.#state = RUNNING;
			let value = END;
			try {
				value = o.#step();
			} finally {
				o.#state = value === END ? DONE : STARTED;
			}
			return value === END ? result(undefined, true) : result(value, false);
		}
		static return(o) {
			if (!isObject(o) || !(#state in o)) throw new TypeError('return called on what is not an Iterator Helper');
			const state = o.#state;
			if (state === RUNNING) throw new TypeError('the Iterator Helper is running already');
			if (state === DONE) return result(undefined, true);
			o.#state = state === READY ? DONE : RUNNING;
			try {
				if (o.#closeInner) o.#closeInner();
				close(o.#it);
			} finally {
				o.#state = DONE;
			}
			return result(undefined, true);
		}
	}
	const helperPrototype = create(prototype);
	const { next: helperNext, return: helperReturn } = Helper;
	methods(helperPrototype, {
		next() { return helperNext(this) },
		return() { return helperReturn(this) },
	});
	defineProperty(helperPrototype, toStringTag, { value: 'Iterator Helper', configurable: true });

	const toLimit = (it, limit) => {
		let n;
		try {
			n = +limit;
		} catch (e) {
			fail(it, e);
		}
		if (n !== n) fail(it, new RangeError('the limit must be a number'));
		n = trunc(n);
		if (n < 0) fail(it, new RangeError('the limit must not be negative'));
		return n;
	};

	methods(prototype, {
		map(mapper) {
			callable(object(this), mapper);
			const record = direct(this);
			let n = 0;
			return new Helper(this, () => {
				const value = stepValue(record);
				if (value === END) return END;
				try {
					return mapper(value, n++);
				} catch (e) {
					fail(record.it, e);
				}
			});
		},
		filter(predicate) {
			callable(object(this), predicate);
			const record = direct(this);
			let n = 0;
			return new Helper(this, () => {
				for (; ;) {
					const value = stepValue(record);
					if (value === END) return END;
					try {
						if (predicate(value, n++)) return value;
					} catch (e) {
						fail(record.it, e);
					}
				}
			});
		},
		take(limit) {
			let left = toLimit(object(this), limit);
			const record = direct(this);
			return new Helper(this, () => {
				if (left === 0) {
					close(record.it);
					return END;
				}
				left--;
				return stepValue(record);
			});
		},
		drop(limit) {
			let left = toLimit(object(this), limit);
			const record = direct(this);
			return new Helper(this, () => {
				for (; left > 0; left--) if (stepValue(record) === END) return END;
				return stepValue(record);
			});
		},
		flatMap(mapper) {
			callable(object(this), mapper);
			const record = direct(this);
			let n = 0, inner;
			return new Helper(this, () => {
				for (; ;) {
					if (inner === undefined) {
						const value = stepValue(record);
						if (value === END) return END;
						try {
							inner = flattenable(mapper(value, n++), false);
						} catch (e) {
							fail(record.it, e);
						}
					}
					let value;
					try {
						value = stepValue(inner);
					} catch (e) {
						fail(record.it, e);
					}
					if (value !== END) return value;
					inner = undefined;
				}
			}, () => {
				if (inner === undefined) return;
				try {
					close(inner.it);
				} catch (e) {
					fail(record.it, e);
				}
			});
		},
		reduce(reducer) {
			callable(object(this), reducer);
			const record = direct(this);
			let n = 0, sum;
			if (arguments.length > 1) {
				sum = arguments[1];
			} else {
				sum = stepValue(record);
				if (sum === END) throw new TypeError('Reduce of empty iterator with no initial value');
				n = 1;
			}
			for (; ;) {
				const value = stepValue(record);
				if (value === END) return sum;
				try {
					sum = reducer(sum, value, n++);
				} catch (e) {
					fail(record.it, e);
				}
			}
		},
		toArray() {
			const record = direct(object(this));
			const list = [];
			for (let n = 0; ; n++) {
				const value = stepValue(record);
				if (value === END) return list;
				defineProperty(list, n, { value, writable: true, enumerable: true, configurable: true });
			}
		},
		forEach(procedure) {
			callable(object(this), procedure);
			search(direct(this), (value, n) => { procedure(value, n) });
		},
		some(predicate) {
			callable(object(this), predicate);
			return search(direct(this), predicate) !== END;
		},
		every(predicate) {
			callable(object(this), predicate);
			return search(direct(this), (value, n) => !predicate(value, n)) === END;
		},
		find(predicate) {
			callable(object(this), predicate);
			const found = search(direct(this), predicate);
			return found === END ? undefined : found;
		},
	});

	// search gives the first value that passes, after which it closes the iterator, or END.
	const search = (record, predicate) => {
		for (let n = 0; ; n++) {
			const value = stepValue(record);
			if (value === END) return END;
			let passed;
			try {
				passed = predicate(value, n);
			} catch (e) {
				fail(record.it, e);
			}
			if (passed) {
				close(record.it);
				return value;
			}
		}
	};

	// Properties that code may assign to on objects that inherit them, although they are not writable.
	const weird = (key, value) => {
		const name = typeof key === 'symbol' ? `[${key.description}]` : key;
		const get = { [`get ${name}`]() { return value } };
		const set = {
			[`set ${name}`](v) {
				if (!isObject(this)) throw new TypeError('the receiver is not an object');
				if (this === prototype) throw new TypeError('the property of Iterator.prototype can\'t be assigned to');
				if (call(Object.prototype.hasOwnProperty, this, key)) this[key] = v;
				else defineProperty(this, key, { value: v, writable: true, enumerable: true, configurable: true });
			},
		};
		const only = (o) => { for (const name in o) return o[name] };
		defineProperty(prototype, key, { get: only(get), set: only(set), enumerable: false, configurable: true });
	};
	weird(toStringTag, 'Iterator');
	weird('constructor', Iterator);

	class Wrapped extends Given {
		#record;
		constructor(record) {
			super(create(wrapPrototype));
			this.#record = record;
		}
		static of(o) {
			if (!isObject(o) || !(#record in o)) throw new TypeError('the method was called on what Iterator.from did not make');
			return o.#record;
		}
	}
	const wrapPrototype = create(prototype);
	const recordOf = Wrapped.of;
	methods(wrapPrototype, {
		next() {
			const record = recordOf(this);
			return call(record.next, record.it);
		},
		return() {
			const { it } = recordOf(this);
			const f = it.return;
			if (f === undefined || f === null) return result(undefined, true);
			return call(f, it);
		},
	});
	methods(Iterator, {
		from(x) {
			const record = flattenable(x, true);
			return call(isPrototypeOf, prototype, record.it) ? record.it : new Wrapped(record);
		},
	});
})
