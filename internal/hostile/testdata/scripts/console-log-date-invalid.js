// verdict: contained
class D extends Date { toString() { for (;;) ; } } console.log(new D());
