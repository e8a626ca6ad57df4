// verdict: contained
JSON.parse("[1,[2]]", function (k, v) { return k === "" ? v : (this[1] = new Proxy([], { get: (t, k) => k === "length" ? 2 ** 53 - 1 : 1, ownKeys: () => [] })) });
