// verdict: contained
class B extends ArrayBuffer {} new B(2 ** 34);
