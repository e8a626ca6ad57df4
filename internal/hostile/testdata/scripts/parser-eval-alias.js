// verdict: contained
const e = eval; e('('.repeat(127 * 1024));
