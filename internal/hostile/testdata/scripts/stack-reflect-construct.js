// verdict: contained
// quick: yes
class A { constructor() { Reflect.construct(A, []) } } new A();
