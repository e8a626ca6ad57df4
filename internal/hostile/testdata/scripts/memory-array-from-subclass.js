// verdict: contained
class A extends Array {} A.from({ length: 1e9 });
