// verdict: contained
class A { get x() { return this.x2 } get x2() { for (;;) ; } } new A().x;
