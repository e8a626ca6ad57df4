// verdict: contained
class R extends RegExp { static get [Symbol.species]() { for (;;) ; } } 'a b'.split(new R(' '));
