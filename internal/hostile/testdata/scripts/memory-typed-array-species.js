// verdict: contained
class U extends Uint8Array { static get [Symbol.species]() { return function () { return new Uint8Array(2 ** 33) } } } new U(8).map(x => x);
