// verdict: contained
let n = 0; new Function({ toString: () => n++ ? '('.repeat(127 * 1024) : '1' });
