// verdict: contained
(() => 1).constructor.constructor('('.repeat(127 * 1024));
