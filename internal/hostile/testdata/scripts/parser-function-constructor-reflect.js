// verdict: contained
Reflect.construct(Function, ['('.repeat(127 * 1024)]);
