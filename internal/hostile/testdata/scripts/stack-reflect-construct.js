// verdict: contained
class A { constructor() { Reflect.construct(A, []) } } new A();
