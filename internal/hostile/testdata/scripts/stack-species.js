// verdict: contained
class A extends Array { static get [Symbol.species]() { return new A(1).map(x => x), A } } new A(1).map(x => x);
