// verdict: contained
class M extends Map { get size() { return { toString() { for (;;) ; } } } } console.log(new M());
