// verdict: contained
class F extends Function {} new F('('.repeat(127 * 1024));
