// verdict: contained
class A extends Array { constructor() { super(1e9) } } new A().fill(1);
